package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.core.bytes.StateSnapshot;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** Random commands between the pieces of several snapshots: each holds its own revision, and a restored machine replies as the original. */
final class SnapshotWalkTest {

    private static final int OPEN_MAX = 4;

    /** An open snapshot, and the bytes that it must have. */
    private record Taken(StateSnapshot snapshot, ByteBuffer expected, ByteArrayOutputStream bytes) {

        void next(int bytesMax) {
            bytes.writeBytes(snapshot.next(bytesMax));
        }
    }

    @Property(tries = 1_000)
    void snapshotHoldsItsRevisionWhateverIsAppliedBetweenItsPieces(@ForAll long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        Wanderer wanderer = new Wanderer(chance);
        List<Taken> open = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            int kind = chance.nextInt(12);
            if (kind == 0 && open.size() < OPEN_MAX) {
                StateSnapshot snapshot = wanderer.machine().snapshot(1 + chance.nextInt(6));
                open.add(new Taken(snapshot, ByteBuffer.wrap(wanderer.expectedBytes()), new ByteArrayOutputStream()));
            } else if (kind < 3 && !open.isEmpty()) {
                Taken taken = open.get(chance.nextInt(open.size()));
                taken.next(1 + chance.nextInt(120));
                removeIfDone(open, taken);
            } else {
                wanderer.step();
            }
        }
        while (!open.isEmpty()) {
            Taken taken = open.get(0);
            taken.next(1 + chance.nextInt(500));
            removeIfDone(open, taken);
        }
        assertThatAsManyMayBeOpenAsIfThereHadBeenNone(wanderer.machine());
        checkThatSnapshotsWerePassedByWrites();
    }

    private static void assertThatAsManyMayBeOpenAsIfThereHadBeenNone(StateMachine machine) {
        for (int i = 0; i < StateMachine.SNAPSHOTS_MAX; i++) {
            machine.snapshot();
        }
    }

    private static void removeIfDone(List<Taken> open, Taken taken) {
        Statistics.label("something kept aside").collect(taken.snapshot.heldBytes() > 0);
        if (taken.snapshot.isDone()) {
            assertThat(ByteBuffer.wrap(taken.bytes.toByteArray())).isEqualTo(taken.expected);
            assertThat(taken.snapshot.heldBytes()).isZero();
            open.remove(taken);
        }
    }

    private static void checkThatSnapshotsWerePassedByWrites() {
        Statistics.label("something kept aside")
                .coverage(checker -> checker.check(true).percentage(percent -> percent > 10));
    }

    @Property(tries = 300)
    void restoredMachineAnswersAndIsWrittenDownAsTheOneItWas(@ForAll long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        Wanderer wanderer = new Wanderer(chance);
        steps(wanderer, 200);
        byte[] bytes = StateBytes.of(wanderer.machine());
        StateMachine restored = wanderer.restore(bytes, 1 + chance.nextInt(50));
        assertThat(StateBytes.of(restored)).isEqualTo(bytes);

        for (int i = 0; i < 200; i++) {
            Wanderer.Step step = wanderer.step();
            assertThat(step.applyTo(restored)).as("%s", step.command()).isEqualTo(step.reply());
        }
        assertSameState(restored, wanderer.machine());
    }

    @Property(tries = 300)
    void replayOfTheLogGivesTheSameState(@ForAll long seed) {
        Wanderer wanderer = new Wanderer(new SplittableRandom(seed));
        steps(wanderer, 300);
        StateMachine replayed = wanderer.fresh();
        for (LogRecord.Write write : wanderer.writes) {
            LogRecord.Write read = throughTheLog(write);
            replayed.apply(read.command(), read.origin(), Changes.NONE);
        }
        assertSameState(replayed, wanderer.machine());
    }

    @Property(tries = 200)
    void stateIsThatOfTheNaiveStore(@ForAll long seed) {
        Wanderer wanderer = new Wanderer(new SplittableRandom(seed));
        NaiveStore naive = wanderer.naive();
        for (int i = 0; i < 60; i++) {
            Wanderer.Step step = wanderer.step();
            naive.apply(step.command(), step.origin());
        }
        assertThat(StateBytes.of(wanderer.machine())).isEqualTo(naive.stateBytes());
    }

    private static void steps(Wanderer wanderer, int count) {
        for (int i = 0; i < count; i++) {
            wanderer.step();
        }
    }

    private static LogRecord.Write throughTheLog(LogRecord.Write record) {
        ByteBuffer bytes = ByteBuffer.allocate(RecordCodec.lengthOf(record));
        RecordCodec.encode(record, bytes);
        return (LogRecord.Write) RecordCodec.decode(bytes.flip());
    }

    private static void assertSameState(StateMachine machine, StateMachine expected) {
        assertThat(StateBytes.of(machine)).isEqualTo(StateBytes.of(expected));
        assertThat(machine.bytes()).isEqualTo(expected.bytes());
    }
}
