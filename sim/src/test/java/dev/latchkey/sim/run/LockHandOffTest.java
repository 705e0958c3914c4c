package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.loss.LockLoss;
import dev.latchkey.sim.load.World;
import dev.latchkey.sim.net.NetworkFaults;
import dev.latchkey.sim.world.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Clients that wait for a lock follow its key: it passes on at once, and still no client starves. Covers LOCK-05. */
final class LockHandOffTest {

    private static final int CLIENTS = 20;
    private static final int GRANTS = 600;
    private static final Duration HELD = Duration.ofMillis(1);

    /** For a few messages, each of which takes up to a millisecond. Waiting clients that poll need many times as long. */
    private static final Duration HAND_OFF_MAX = Duration.ofMillis(3);

    private final World world = new World(7, NetworkFaults.NONE, Trace.off());
    private final int[] grants = new int[CLIENTS];
    private int total;

    private Latchkey client(int number) {
        return world.newClient("c" + number, ClientConfig.of("virtual")).latchkey();
    }

    private CompletableFuture<Void> rounds(Latchkey client, int number) {
        if (total >= GRANTS) {
            return CompletableFuture.completedFuture(null);
        }
        return client.lock("build")
                .async()
                .acquire()
                .thenCompose(held -> {
                    grants[number]++;
                    total++;
                    return world.loop.pause(HELD).thenCompose(over -> held.releaseAsync());
                })
                .thenCompose(released -> rounds(client, number));
    }

    @Test
    void lockIsHandedOnAtOnceAndNoOneStarves() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            all.add(rounds(client(i), i));
        }
        world.loop.await(CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)));
        Duration each = world.loop.elapsed().dividedBy(total);
        System.out.printf(
                "%d grants, one every %s, of which the lock is held %s; per client %s%n",
                total, each, HELD, Arrays.toString(grants));
        assertThat(each).isLessThan(HELD.plus(HAND_OFF_MAX));
        assertThat(Arrays.stream(grants).min().orElseThrow())
                .as("grants of a client")
                .isGreaterThan(GRANTS / CLIENTS / 4);
        world.close();
    }

    @Test
    void waitingClientAcquiresTheLockAsSoonAsItIsFree() {
        Held first = world.loop.await(client(1).lock("build").async().acquire());
        CompletableFuture<Held> second = client(2).lock("build").async().acquire();
        world.loop.advance(Duration.ofSeconds(2));
        assertThat(second).isNotDone();
        Duration released = world.loop.elapsed();
        world.loop.await(first.releaseAsync());
        world.loop.await(second);
        assertThat(world.loop.elapsed().minus(released)).isLessThan(HAND_OFF_MAX.multipliedBy(2));
        world.close();
    }

    @Test
    void brokenLockIsNoticedAtOnce() {
        Held held = world.loop.await(client(1).lock("build").async().acquire());
        List<LockLoss> losses = new ArrayList<>();
        held.onLost(losses::add);
        world.loop.advance(Duration.ofMillis(500));
        Duration broken = world.loop.elapsed();
        world.loop.await(client(2).lock("build").async().breakHold(held.token()));
        world.loop.runUntil(() -> !losses.isEmpty());
        assertThat(losses).containsExactly(LockLoss.BROKEN);
        assertThat(world.loop.elapsed().minus(broken)).isLessThan(HAND_OFF_MAX.multipliedBy(4));
        world.close();
    }
}
