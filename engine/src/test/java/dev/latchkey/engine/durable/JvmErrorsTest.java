package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Reply;
import dev.latchkey.engine.Asker;
import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.sim.InMemoryDisk;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * PROC-07, on the write path: an error of the JVM at any point ends the store. No command is answered any more, and recovery finds
 * every acknowledged write, and each unacknowledged one either whole or not at all.
 */
final class JvmErrorsTest {

    private static final int STEPS = 25;
    private static final DurableOptions OPTIONS = DurableWork.OPTIONS.withSnapshotsAfter(1 << 20, 12);

    private final List<Supplier<Error>> errors = List.of(
            () -> new OutOfMemoryError("Java heap space"),
            StackOverflowError::new,
            () -> new OutOfMemoryError("unable to create native thread"));

    private int whileServing;
    private int calls;

    /** Returns a disk that throws at one call, before or after executing it. */
    private Disk struckAt(InMemoryDisk disk, int strikes, boolean behind) {
        calls = 0;
        return WatchedDisk.of(disk, (call, itself) -> {
            boolean now = ++calls == strikes;
            if (now && !behind) {
                throw error(strikes);
            }
            Object result = itself.run();
            if (now) {
                throw error(strikes);
            }
            return result;
        });
    }

    private Error error(int n) {
        return errors.get(n % errors.size()).get();
    }

    /** Returns whether that call was reached. */
    private boolean endsWhenStruckAt(int strikes, boolean behind, boolean closed) {
        InMemoryDisk disk = new InMemoryDisk();
        DurableWork work = new DurableWork(strikes);
        SteppedStore store;
        try {
            store = new SteppedStore(struckAt(disk, strikes, behind), disk, OPTIONS);
        } catch (Error e) {
            startsAgain(disk, work, strikes);
            return true;
        }
        for (int step = 0; step < STEPS && store.failures.isEmpty(); step++) {
            stepOrEnd(work, store);
        }
        if (store.failures.isEmpty()) {
            assertThat(calls).as("calls if none failed").isLessThan(strikes);
            return false;
        }
        whileServing++;
        answersNothing(store);
        if (closed) {
            store.close();
        }
        startsAgain(disk, work, strikes);
        return true;
    }

    private static void stepOrEnd(DurableWork work, SteppedStore store) {
        try {
            work.step(store);
        } catch (OutOfMemoryError | StackOverflowError e) {
            assertThat(store.failures).containsExactly(e);
        }
    }

    private static void answersNothing(SteppedStore store) {
        SteppedStore.Answer put = store.submit(SteppedStore.put("later", "x", 0));
        assertThat(store.engine.hasWork()).as("commands queued").isFalse();
        assertThat(put.reply).isNull();
        assertThat(put.lost).isNotNull();
    }

    /** After a kill of the process, and after a power loss. */
    private static void startsAgain(InMemoryDisk disk, DurableWork work, int strikes) {
        long acknowledged = work.revisions.last();
        work.unanswered().forEach(work.revisions::mayBeDone);
        verify(new InMemoryDisk(disk.contents()), work, acknowledged, "after error " + strikes);
        verify(disk.crash(new SplittableRandom(strikes)), work, acknowledged, "after error and crash " + strikes);
    }

    private static void verify(InMemoryDisk left, DurableWork work, long revisionMin, String when) {
        try (SteppedStore again = new SteppedStore(left, OPTIONS)) {
            work.revisions.verify(again.engine, revisionMin, when);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void errorAtAnyCallToTheDiskEndsTheStoreAndHalvesNothing(boolean behind) {
        int strikes = 1;
        while (endsWhenStruckAt(strikes, behind, strikes % 2 == 0)) {
            strikes++;
        }
        System.out.println("struck at each of " + (strikes - 1) + " calls, " + whileServing + " times while serving");
        assertThat(whileServing).isGreaterThan(100);
    }

    /** Failing to create a thread is an OutOfMemoryError for which the JVM does not exit by itself. */
    @Test
    void threadForASnapshotThatCannotBeMadeEndsTheStore() {
        InMemoryDisk disk = new InMemoryDisk();
        SteppedStore store = new SteppedStore(disk, OPTIONS);
        OutOfMemoryError noThread = new OutOfMemoryError("unable to create native thread");
        SteppedStore.Answer put = store.submit(SteppedStore.put("k", "v", 0));
        for (int more = 0; more < 20; more++) {
            store.submit(SteppedStore.put("k" + more, "v", 0));
        }
        assertThatThrownBy(() -> store.engine.step(task -> {
                    throw noThread;
                }))
                .isSameAs(noThread);
        assertThat(store.failures).containsExactly(noThread);
        assertThat(put.reply).as("it was durable before").isEqualTo(SteppedStore.written(1));
        answersNothing(store);
        try (SteppedStore again = new SteppedStore(new InMemoryDisk(disk.contents()), OPTIONS)) {
            assertThat(again.engine.keyspace().revision()).isEqualTo(21);
        }
    }

    /** The asker would wait for ever, and the write cannot be undone. */
    @Test
    void replyThatCannotBeHandedToItsThreadEndsTheStoreAndItsWriteIsDone() {
        InMemoryDisk disk = new InMemoryDisk();
        SteppedStore store = new SteppedStore(disk, OPTIONS);
        OutOfMemoryError noRoom = new OutOfMemoryError("Java heap space");
        Executor full = task -> {
            throw noRoom;
        };
        store.engine.submit(
                SteppedStore.put("k", "v", 0),
                Asker.of(
                        full,
                        reply -> {
                            throw new AssertionError("answered: " + reply);
                        },
                        reason -> {
                            throw new AssertionError("lost: " + reason);
                        }));
        assertThatThrownBy(store::step).isSameAs(noRoom);
        assertThat(store.failures).containsExactly(noRoom);
        answersNothing(store);
        try (SteppedStore again = new SteppedStore(new InMemoryDisk(disk.contents()), OPTIONS)) {
            Reply there = again.engine.tryAnswer(SteppedStore.get("k"));
            assertThat(there).isInstanceOf(Reply.Found.class);
        }
    }
}
