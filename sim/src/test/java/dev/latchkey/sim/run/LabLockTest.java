package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.ReleaseOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The lock tests of the kvsrv lab of MIT 6.5840, under their original names, over many seeds in virtual time; also LOCK-01. */
final class LabLockTest {

    private static final int SEEDS = 30;
    private static final Duration LENGTH = Duration.ofSeconds(10);
    private static final Duration LENGTH_MAX = Duration.ofMinutes(2);
    private static final Key GUARDED = Key.of("l0");

    @Test
    void testOneClientReliable() {
        run("testOneClientReliable", 1, LinkFaults.NONE);
    }

    @Test
    void testManyClientsReliable() {
        run("testManyClientsReliable", 10, LinkFaults.NONE);
    }

    @Test
    void testOneClientUnreliable() {
        run("testOneClientUnreliable", 1, LinkFaults.LAB);
    }

    @Test
    void testManyClientsUnreliable() {
        run("testManyClientsUnreliable", 10, LinkFaults.LAB);
    }

    @Test
    void oneClientUnreliableAndLate() {
        run("oneClientUnreliableAndLate", 1, LinkFaults.LAB_AND_LATE);
    }

    @Test
    void manyClientsUnreliableAndLate() {
        run("manyClientsUnreliableAndLate", 10, LinkFaults.LAB_AND_LATE);
    }

    private static void run(String name, int clients, LinkFaults faults) {
        LabFigures figures = new LabFigures(name);
        Seeds.each(SEEDS, "LabLockTest#" + name, seed -> new Run(new LinkWorld(seed, faults)).go(clients, figures));
        figures.print(faults);
    }

    /** Clients that acquire the lock, write the guarded key, pause, clear the key, and release the lock. */
    private static final class Run {
        private final LinkWorld world;
        private final GuardedResource resource = new GuardedResource();
        private long maybes;

        Run(LinkWorld world) {
            this.world = world;
        }

        void go(int clients, LabFigures figures) {
            count(world.loop.await(world.clerk().put(GUARDED, Value.EMPTY, Version.NONE)));
            CompletableFuture<?>[] rounds = new CompletableFuture<?>[clients];
            for (int i = 0; i < clients; i++) {
                rounds[i] = rounds(world.client(), Value.of("client-" + i));
            }
            CompletableFuture<Void> all = CompletableFuture.allOf(rounds);
            world.loop.runUntil(() -> all.isDone() || world.loop.elapsed().compareTo(LENGTH_MAX) > 0);
            assertThat(all).as("all clients after %s", world.loop.elapsed()).isCompleted();
            world.loop.runAll();
            assertThat(resource.visits()).as("visits").isGreaterThan(clients);
            assertThat(LockState.of(world))
                    .as("the lock after all clients are done")
                    .isEmpty();
            figures.add(world, resource.visits(), maybes);
        }

        private CompletableFuture<Void> rounds(Latchkey client, Value name) {
            if (world.loop.elapsed().compareTo(LENGTH) > 0) {
                return CompletableFuture.completedFuture(null);
            }
            AsyncClerk clerk = client.clerk().withoutSession().async().withoutDeadline();
            return client.lock(LockState.NAME)
                    .withoutSession()
                    .async()
                    .acquire()
                    .thenCompose(held -> guarded(clerk, name, held))
                    .thenCompose(done -> rounds(client, name));
        }

        private CompletableFuture<Void> guarded(AsyncClerk clerk, Value name, Held held) {
            resource.enter(held);
            return clerk.get(GUARDED)
                    .thenCompose(found -> write(clerk, found, name))
                    .thenCompose(written -> world.loop.pause(Duration.ofMillis(10)))
                    .thenCompose(paused -> clerk.get(GUARDED))
                    .thenCompose(found -> {
                        assertThat(found.orElseThrow().value())
                                .as("the client that wrote the guarded key")
                                .isEqualTo(name);
                        return clerk.put(
                                GUARDED, Value.EMPTY, found.orElseThrow().version());
                    })
                    .thenCompose(outcome -> {
                        count(outcome);
                        resource.leave(held);
                        return held.releaseAsync();
                    })
                    .thenAccept(released -> assertThat(released).isNotEqualTo(ReleaseOutcome.NOT_HELD));
        }

        private CompletableFuture<Void> write(AsyncClerk clerk, Optional<Versioned> found, Value name) {
            assertThat(found.orElseThrow().value())
                    .as("the guarded key on entering")
                    .isEqualTo(Value.EMPTY);
            return clerk.put(GUARDED, name, found.orElseThrow().version()).thenAccept(this::count);
        }

        /** No other client writes the key, so an outcome other than Ok must be a refused resend. */
        private void count(PutOutcome outcome) {
            if (!(outcome instanceof PutOutcome.Ok)) {
                assertThat(outcome).isInstanceOf(PutOutcome.ErrMaybe.class);
                maybes++;
            }
        }
    }
}
