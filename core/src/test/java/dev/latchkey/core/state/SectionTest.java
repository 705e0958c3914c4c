package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.Restoration;
import dev.latchkey.core.bytes.RestoreProgress;
import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.bytes.UnreadableException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A new kind of state is one section: it is written to snapshots, kept as of their revision, and restored. */
final class SectionTest {

    private static final StateLimits LIMITS = StateLimits.STANDARD.withTombstonesMax(10);
    private static final int HEADER_BYTES = StateBytes.HEADER_BYTES;

    private final WriterCounts counts = new WriterCounts();
    private final StateMachine machine = machine(LIMITS, counts, 0);

    private static StateMachine machine(StateLimits limits, WriterCounts counts, long revision) {
        return new StateMachine(
                new Keyspace(limits, new SipHash(1, 2), HeapLayout.STANDARD), List.of(counts), revision);
    }

    /** Restores a state that includes the writers. */
    private static StateMachine restore(byte[] state, WriterCounts restored) {
        Restoration restoration = new Restoration(StateBytes.source(state, 7));
        StateMachine machine = machine(restoration.limits(), restored, restoration.revision());
        machine.restore(restoration, RestoreProgress.NONE);
        return machine;
    }

    private Reply put(String by, String key, long version) {
        return put(machine, counts, by, key, version);
    }

    private static Reply put(StateMachine machine, Changes changes, String by, String key, long version) {
        Command put = new Command.Put(Key.of(key), Value.of("of " + by), Version.of(version));
        return machine.apply(put, new Origin(by, 0), changes);
    }

    private static void deleteB(StateMachine machine, Changes changes) {
        machine.apply(new Command.Delete(Key.of("b"), Version.of(1)), new Origin("carol", 0), changes);
    }

    private void putSome() {
        put("alice", "a", 0);
        put("bob", "b", 0);
        put("alice", "a", 1);
        deleteB(machine, counts);
    }

    @Test
    void sectionIsRestored() {
        putSome();
        byte[] state = StateBytes.of(machine);
        WriterCounts restored = new WriterCounts();

        StateMachine again = restore(state, restored);

        assertThat(restored.counts()).isEqualTo(Map.of("alice", 2L, "bob", 1L, "carol", 1L));
        assertThat(again.apply(new Command.Get(Key.of("a")))).isEqualTo(TestStore.found("of alice", 2, 3));
        assertThat(StateBytes.of(again)).isEqualTo(state);
    }

    @Test
    void sectionIsKeptAsOfTheRevisionOfTheSnapshot() {
        putSome();
        byte[] expected = StateBytes.of(machine);
        StateSnapshot snapshot = machine.snapshot();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        for (int version = 2; !snapshot.isDone(); version++) {
            bytes.writeBytes(snapshot.next(1));
            put("alice", "a", version);
            put("writer " + version, "new " + version, 0);
        }

        assertThat(bytes.toByteArray()).isEqualTo(expected);
        assertThat(counts.counts()).containsKey("writer 2");
        assertThat(counts.counts().get("alice")).isGreaterThan(2);
    }

    @Test
    void sectionDoesNotChangeTheBytesOfTheOthers() {
        putSome();
        byte[] state = StateBytes.of(machine);
        StateMachine without = new StateMachine(LIMITS, new SipHash(1, 2));
        put(without, Changes.NONE, "alice", "a", 0);
        put(without, Changes.NONE, "bob", "b", 0);
        put(without, Changes.NONE, "alice", "a", 1);
        deleteB(without, Changes.NONE);
        byte[] expected = StateBytes.of(without);

        assertThat(Arrays.copyOf(state, HEADER_BYTES)).isEqualTo(Arrays.copyOf(expected, HEADER_BYTES));
        int items = HEADER_BYTES + Integer.BYTES;
        assertThat(Arrays.copyOfRange(state, items, expected.length + Integer.BYTES))
                .isEqualTo(Arrays.copyOfRange(expected, HEADER_BYTES, expected.length));
    }

    @Test
    void invalidItemIsRefusedWithItsPlace() {
        put("alice", "a", 0);
        byte[] state = StateBytes.of(machine);
        state[state.length - 1] = 0;

        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> restore(state, new WriterCounts()))
                .withMessage(
                        "count 0 is not one of 1 to 9223372036854775807; at item 1 of 1 of the writers, before byte "
                                + state.length);
    }
}
