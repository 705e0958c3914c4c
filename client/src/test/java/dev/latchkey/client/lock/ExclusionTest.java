package dev.latchkey.client.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random clients compete for a lock that has a queue while their connections are cut, their sessions end, and some of them die. At no
 * time do more clients believe to hold it than may, and every holder has a greater token than those before that exclude it. Prints
 * nothing: the seed is the name of the test.
 */
final class ExclusionTest {

    private static final int CLIENTS = 7;
    private static final int PERMITS = 3;
    private static final int GRANTS = 60;
    private static final Duration TTL = Duration.ofSeconds(2);

    private final List<Hold> holds = new ArrayList<>();
    private SharedStore store = new SharedStore(0);
    private Random chance = new Random(0);
    private final List<String> violations = new ArrayList<>();
    private int grants;
    private Version latestWriter = Version.NONE;
    private Version latest = Version.NONE;

    private record Hold(Held held, boolean writer) {}

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void fairLockHasOneHolder(long seed) {
        run(seed, (client, writer) -> client.lock("test").fair(), 1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void writersExcludeReadersAndWriters(long seed) {
        run(
                seed,
                (client, writer) -> writer
                        ? client.readWriteLock("test").write()
                        : client.readWriteLock("test").read(),
                0);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void semaphoreHasNotMoreHoldersThanPermits(long seed) {
        run(seed, (client, writer) -> client.semaphore("test", PERMITS), PERMITS);
    }

    /** @param permits the number of holders; 0 for one writer or any number of readers */
    private void run(long seed, BiFunction<Latchkey, Boolean, Lock> locks, int permits) {
        store = new SharedStore(seed);
        chance = new Random(seed);
        List<SharedStore.Client> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(store.client());
            boolean writer = chance.nextBoolean();
            compete(locks.apply(clients.get(i).latchkey, writer).withTtl(TTL), writer, permits);
        }
        for (int step = 0; grants < GRANTS && step < 4_000; step++) {
            disturb(clients, locks, permits);
            store.loop.advance(Duration.ofMillis(chance.nextInt(40)));
        }
        assertThat(violations).isEmpty();
        assertThat(grants).as("grants").isGreaterThanOrEqualTo(GRANTS);
    }

    private void disturb(List<SharedStore.Client> clients, BiFunction<Latchkey, Boolean, Lock> locks, int permits) {
        int i = chance.nextInt(CLIENTS);
        SharedStore.Client client = clients.get(i);
        switch (chance.nextInt(30)) {
            case 0 -> {
                store.loop.execute(client::cut);
                store.loop.schedule(chance.nextLong(Duration.ofSeconds(4).toNanos()), client::reconnect);
            }
            case 1 -> {
                if (chance.nextInt(4) == 0) {
                    store.loop.execute(client::cut);
                    clients.set(i, store.client());
                    boolean writer = chance.nextBoolean();
                    compete(locks.apply(clients.get(i).latchkey, writer).withTtl(TTL), writer, permits);
                }
            }
            default -> {}
        }
    }

    private void compete(Lock lock, boolean writer, int permits) {
        lock.async().acquire().whenComplete((held, failure) -> {
            if (failure != null) {
                store.loop.schedule(Duration.ofSeconds(1).toNanos(), () -> compete(lock, writer, permits));
                return;
            }
            granted(held, writer, permits);
            store.loop.schedule(chance.nextLong(Duration.ofMillis(300).toNanos()), () -> held.releaseAsync()
                    .whenComplete((outcome, failed) -> compete(lock, writer, permits)));
        });
    }

    private void granted(Held held, boolean writer, int permits) {
        if (!held.isHeld()) {
            return; // why: it was lost between the grant and this call
        }
        grants++;
        holds.removeIf(hold -> !hold.held().isHeld());
        holds.add(new Hold(held, writer));
        long writers = holds.stream().filter(Hold::writer).count();
        boolean excluded = permits == 0 ? writers > 0 && holds.size() > 1 : holds.size() > permits;
        if (excluded) {
            violations.add("holders at the same time: " + holds);
        }
        Version before = permits == 1 || (writer && permits == 0) ? latest : permits == 0 ? latestWriter : Version.NONE;
        if (held.token().compareTo(before) <= 0) {
            violations.add(held + " was granted after token " + before);
        }
        latestWriter = writer ? held.token() : latestWriter;
        latest = latest.compareTo(held.token()) > 0 ? latest : held.token();
    }
}
