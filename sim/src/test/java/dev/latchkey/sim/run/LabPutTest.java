package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.sim.world.VirtualLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The put and get tests of MIT 6.5840's kvsrv lab, under its names, over many seeds in virtual time. */
final class LabPutTest {

    private static final int SEEDS = 100;
    private static final Key KEY = Key.of("k");

    @Test
    void testReliablePut() {
        Seeds.each(SEEDS, "LabPutTest#testReliablePut", seed -> {
            LinkWorld world = new LinkWorld(seed, LinkFaults.NONE);
            AsyncClerk clerk = world.clerk();
            VirtualLoop loop = world.loop;

            assertThat(loop.await(clerk.put(KEY, Value.of("6.5840"), Version.NONE)))
                    .isEqualTo(new PutOutcome.Ok(Version.of(1)));
            assertThat(loop.await(clerk.get(KEY))).contains(new Versioned(Value.of("6.5840"), Version.of(1), 1));
            assertThat(loop.await(clerk.put(KEY, Value.of("again"), Version.NONE)))
                    .isEqualTo(new PutOutcome.ErrVersion(Version.of(1)));
            assertThat(loop.await(clerk.put(Key.of("y"), Value.of("6.5840"), Version.of(1))))
                    .isEqualTo(new PutOutcome.ErrNoKey());
            assertThat(loop.await(clerk.get(Key.of("y")))).isEmpty();
            assertThat(world.counts.sends).as("nothing was sent twice").isEqualTo(5);
        });
    }

    @Test
    void testPutConcurrentReliable() {
        LabFigures figures = new LabFigures("TestPutConcurrentReliable");
        Seeds.each(10, "LabPutTest#testPutConcurrentReliable", seed -> {
            LinkWorld world = new LinkWorld(seed, LinkFaults.NONE);
            History history = race(world, 10, Duration.ofSeconds(1));

            long version = world.loop
                    .await(world.clerk().get(KEY))
                    .orElseThrow()
                    .version()
                    .number();
            assertThat(history.count(PutOutcome.Ok.class))
                    .as("puts that were Ok")
                    .isEqualTo(version);
            assertThat(history.count(PutOutcome.ErrMaybe.class))
                    .as("ErrMaybe where nothing was lost")
                    .isZero();
            figures.add(world, history);
        });
        figures.print(LinkFaults.NONE);
    }

    @Test
    void putConcurrentUnreliable() {
        raceWith(LinkFaults.LAB, "putConcurrentUnreliable");
    }

    @Test
    void putConcurrentUnreliableAndLate() {
        raceWith(LinkFaults.LAB_AND_LATE, "putConcurrentUnreliableAndLate");
    }

    private static void raceWith(LinkFaults faults, String name) {
        LabFigures figures = new LabFigures(name);
        Seeds.each(10, "LabPutTest#" + name, seed -> {
            LinkWorld world = new LinkWorld(seed, faults);
            figures.add(world, race(world, 10, Duration.ofSeconds(20)));
        });
        figures.print(faults);
    }

    /** Clients that read one key and write it at the version they read, as fast as they can. Answers are checked. */
    private static History race(LinkWorld world, int clients, Duration length) {
        History history = new History(world.loop);
        CompletableFuture<?>[] racers = new CompletableFuture<?>[clients];
        for (int i = 0; i < clients; i++) {
            racers[i] = race(world, history, world.clerk(), length);
        }
        world.loop.await(CompletableFuture.allOf(racers));
        world.loop.runAll();
        new JournalOracle(world.store.journal()).check(history);
        return history;
    }

    private static CompletableFuture<Void> race(LinkWorld world, History history, AsyncClerk clerk, Duration length) {
        if (world.loop.elapsed().compareTo(length) > 0) {
            return CompletableFuture.completedFuture(null);
        }
        return history.get(clerk, KEY)
                .thenCompose(found -> history.put(
                        clerk,
                        KEY,
                        history.freshValue(),
                        found.map(Versioned::version).orElse(Version.NONE)))
                .thenCompose(outcome -> race(world, history, clerk, length));
    }

    @Test
    void testUnreliableNet() {
        unreliableNet(LinkFaults.LAB, "testUnreliableNet");
    }

    @Test
    void testUnreliableNetWithLateExecution() {
        unreliableNet(LinkFaults.LAB_AND_LATE, "testUnreliableNetWithLateExecution");
    }

    /** One client: the only one who can have raised the version is itself, so ErrMaybe after a refusal means that it did. */
    private static void unreliableNet(LinkFaults faults, String name) {
        LabFigures figures = new LabFigures(name);
        Seeds.each(SEEDS, "LabPutTest#" + name, seed -> {
            LinkWorld world = new LinkWorld(seed, faults);
            History history = new History(world.loop);
            AsyncClerk clerk = world.clerk();
            for (int version = 0; version < 100; version++) {
                putTillKnown(world, history, clerk, Version.of(version));
                Optional<Versioned> found = world.loop.await(history.get(clerk, KEY));
                assertThat(found.map(Versioned::version)).contains(Version.of(version + 1));
            }
            assertThat(history.count(PutOutcome.ErrMaybe.class)).as("ErrMaybe").isPositive();
            assertThat(world.loop.await(clerk.get(KEY)).map(Versioned::version)).contains(Version.of(100));
            world.loop.runAll();
            new JournalOracle(world.store.journal()).check(history);
            figures.add(world, history);
        });
        figures.print(faults);
    }

    private static void putTillKnown(LinkWorld world, History history, AsyncClerk clerk, Version expected) {
        Value first = history.freshValue();
        PutOutcome outcome = world.loop.await(history.put(clerk, KEY, first, expected));
        if (outcome instanceof PutOutcome.Ok) {
            return;
        }
        assertThat(outcome).isInstanceOf(PutOutcome.ErrMaybe.class);
        assertThat(world.store.journal()).as("it happened").anyMatch(write -> write.value()
                .equals(first));
        while (outcome instanceof PutOutcome.ErrMaybe) {
            outcome = world.loop.await(history.put(clerk, KEY, history.freshValue(), expected));
        }
        assertThat(outcome).as("a second put at the same version").isInstanceOf(PutOutcome.ErrVersion.class);
    }
}
