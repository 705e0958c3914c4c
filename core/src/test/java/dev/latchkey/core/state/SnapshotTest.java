package dev.latchkey.core.state;

import static dev.latchkey.core.state.TestStore.found;
import static dev.latchkey.core.state.TestStore.noKey;
import static dev.latchkey.core.state.TestStore.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.StateSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A snapshot holds the state as of one revision, whatever commands are applied while it is read. */
final class SnapshotTest {

    /** Smaller than a header, so that each call returns one item. */
    private static final int ONE = 1;

    private static final int HEADER_BYTES = StateBytes.HEADER_BYTES;

    /** Without event history, whose items come before all others. */
    private final TestStore store = new TestStore(new StateLimits(2, 1, Version.MAX, new HistoryLimits(1, 1)));

    private StateSnapshot begun() {
        StateSnapshot snapshot = store.machine().snapshot();
        snapshot.next(ONE);
        return snapshot;
    }

    /** Restores a store from the header, which has been read, and the rest of the snapshot. */
    private TestStore restored(byte[] header, StateSnapshot snapshot) {
        byte[] rest = StateBytes.drain(snapshot, ONE);
        byte[] all = new byte[header.length + rest.length];
        System.arraycopy(header, 0, all, 0, header.length);
        System.arraycopy(rest, 0, all, header.length, rest.length);
        return new TestStore(StateBytes.restore(all));
    }

    @Test
    void overwrittenEntryIsHandedOutAsItWas() {
        store.put("a", "old", 0);
        StateSnapshot snapshot = store.machine().snapshot();
        byte[] header = snapshot.next(ONE);

        store.put("a", "new", 1);
        store.put("a", "newer", 2);

        assertThat(restored(header, snapshot).get("a")).isEqualTo(found("old", 1, 1));
    }

    @Test
    void deletedEntryIsHandedOutAndItsTombstoneIsNot() {
        store.put("a", "v", 0);
        StateSnapshot snapshot = store.machine().snapshot();
        byte[] header = snapshot.next(ONE);

        store.delete("a", 1);

        TestStore restored = restored(header, snapshot);
        assertThat(restored.get("a")).isEqualTo(found("v", 1, 1));
        assertThat(restored.machine().tombstones()).isZero();
    }

    @Test
    void entryDeletedAndCreatedAgainIsHandedOutAsItWas() {
        store.put("a", "old", 0);
        StateSnapshot snapshot = store.machine().snapshot();
        byte[] header = snapshot.next(ONE);

        store.delete("a", 1);
        store.put("a", "new", 0);

        assertThat(restored(header, snapshot).get("a")).isEqualTo(found("old", 1, 1));
    }

    @Test
    void createdEntryIsNotHandedOut() {
        store.put("b", "v", 0);
        StateSnapshot snapshot = store.machine().snapshot();
        byte[] header = snapshot.next(ONE);

        store.put("a", "v", 0);
        store.put("c", "v", 0);

        TestStore restored = restored(header, snapshot);
        assertThat(restored.get("a")).isEqualTo(noKey());
        assertThat(restored.get("b")).isEqualTo(found("v", 1, 1));
        assertThat(restored.get("c")).isEqualTo(noKey());
        assertThat(restored.machine().revision()).isEqualTo(1);
    }

    @Test
    void removedTombstoneIsStillHandedOut() {
        store.createAndDelete("a");
        store.createAndDelete("b");
        StateSnapshot snapshot = store.machine().snapshot();
        byte[] header = snapshot.next(ONE);

        store.put("b", "v", 0);
        store.put("a", "v", 0);

        TestStore restored = restored(header, snapshot);
        assertThat(restored.put("a", "v", 0)).isEqualTo(written(3));
        assertThat(restored.put("b", "v", 0)).isEqualTo(written(3));
    }

    @Test
    void tombstonesAreFoldedAfterARestoreInTheOrderOfTheirDeletes() {
        store.put("a", "", 0);
        store.put("a", "", 1);
        store.put("a", "", 2);
        store.delete("a", 3);
        store.createAndDelete("b");
        TestStore restored = new TestStore(StateBytes.restore(StateBytes.of(store.machine())));

        restored.createAndDelete("c");

        assertThat(restored.machine().tombstones()).isEqualTo(2);
        assertThat(restored.put("new", "v", 0)).as("above the floor of a").isEqualTo(written(5));
    }

    @Test
    void foldDoesNotReachTheSnapshot() {
        store.createAndDelete("a");
        store.createAndDelete("b");
        StateSnapshot snapshot = store.machine().snapshot();
        byte[] header = snapshot.next(ONE);

        store.createAndDelete("c");
        store.createAndDelete("d");

        TestStore restored = restored(header, snapshot);
        assertThat(restored.machine().tombstones()).isEqualTo(2);
        assertThat(restored.put("new", "v", 0)).as("no floor").isEqualTo(written(1));
        assertThat(restored.put("a", "v", 0)).isEqualTo(written(3));
    }

    @Test
    void floorIsRestored() {
        store.createAndDelete("a");
        store.createAndDelete("b");
        store.createAndDelete("c");
        TestStore restored = new TestStore(StateBytes.restore(StateBytes.of(store.machine())));

        assertThat(restored.put("new", "v", 0)).isEqualTo(written(3));
    }

    @Test
    void versionIsThatOfTheSnapshot() {
        store.put("a", "v", 0);
        store.put("a", "w", 1);
        store.put("a", "x", 2);
        TestStore restored = new TestStore(StateBytes.restore(StateBytes.of(store.machine())));

        assertThat(restored.get("a")).isEqualTo(found("x", 3, 3));
        assertThat(restored.put("a", "y", 3)).isEqualTo(written(4));
    }

    @Test
    void restoredStoreReportsTheSameFigures() {
        store.put("a", "value", 0);
        store.put("b", "", 0);
        store.createAndDelete("c");
        StateMachine restored = StateBytes.restore(StateBytes.of(store.machine()));

        assertThat(restored.limits()).isEqualTo(store.machine().limits());
        assertThat(restored.revision()).isEqualTo(store.machine().revision());
        assertThat(restored.size()).isEqualTo(store.machine().size());
        assertThat(restored.tombstones()).isEqualTo(store.machine().tombstones());
        assertThat(restored.bytes()).isEqualTo(store.machine().bytes());
    }

    @Test
    void everyPieceIsBoundedInBytesAndInExaminedItems() {
        for (int i = 0; i < 10_000; i++) {
            store.put("key " + (10_000 + i), "v", 0);
        }
        int entryBytes = 22 + 9 + 1;
        StateSnapshot snapshot = store.machine().snapshot();

        while (!snapshot.isDone()) {
            assertThat(snapshot.next(Integer.MAX_VALUE)).hasSizeBetween(entryBytes, HEADER_BYTES + 2_048 * entryBytes);
        }
        assertThat(StateBytes.drain(store.machine().snapshot(), 100)).hasSize(HEADER_BYTES + 10_000 * entryBytes);
        assertThat(store.machine().snapshot().next(100)).hasSizeBetween(100, 100 + entryBytes);
    }

    @Test
    void removedEntriesAreExaminedInBoundedNumbers() {
        for (int i = 0; i < 60_000; i++) {
            store.put("k" + (100_000 + i), "v", 0);
        }
        for (int i = 20_000; i < 27_000; i++) {
            store.delete("k" + (100_000 + i), 1);
        }
        byte[] expected = StateBytes.of(store.machine());

        StateSnapshot snapshot = store.machine().snapshot();
        List<Integer> sizes = new ArrayList<>();
        byte[] bytes = new byte[0];
        while (!snapshot.isDone()) {
            byte[] piece = snapshot.next(1_000_000);
            sizes.add(piece.length);
            bytes = concat(bytes, piece);
        }
        assertThat(bytes).isEqualTo(expected);
        assertThat(sizes).as("some call finds little but removed ones").anyMatch(size -> size < 10);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = new byte[one.length + other.length];
        System.arraycopy(one, 0, both, 0, one.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void manyRemovedEntriesOfOneKeyAreSkipped() {
        for (int i = 0; i < 60_000; i++) {
            store.put("k" + (100_000 + i), "v", 0);
        }
        store.list("", null, 1);
        for (int i = 0; i < 5_000; i++) {
            store.createAndDelete("a");
        }
        store.put("a", "last", 0);

        TestStore restored = new TestStore(StateBytes.restore(StateBytes.of(store.machine())));

        assertThat(restored.get("a")).isEqualTo(store.get("a"));
        assertThat(restored.machine().size()).isEqualTo(60_001);
    }

    @Test
    void nothingIsKeptForASnapshotThatIsDoneOrClosed() {
        store.put("a", "0123456789", 0);
        StateSnapshot open = begun();
        StateSnapshot closed = begun();
        StateSnapshot done = store.machine().snapshot();
        StateBytes.drain(done, 1_000);
        closed.close();

        store.put("a", "v", 1);

        assertThat(open.heldBytes()).isGreaterThan(10);
        assertThat(closed.heldBytes()).isZero();
        assertThat(done.heldBytes()).isZero();
        StateBytes.drain(open, 1_000);
        assertThat(open.heldBytes()).isZero();
    }

    @Test
    void entriesThatWereHandedOutAreNotKept() {
        store.put("a", "v", 0);
        store.put("b", "v", 0);
        StateSnapshot snapshot = begun();
        snapshot.next(ONE);

        store.put("a", "w", 1);
        assertThat(snapshot.heldBytes()).isZero();
        store.put("b", "w", 1);
        assertThat(snapshot.heldBytes()).isPositive();
    }

    @Test
    void keptTombstonesCountWithTheirKeys() {
        String key = "k".repeat(1_000);
        store.createAndDelete(key);
        store.createAndDelete("other");
        try (StateSnapshot snapshot = store.machine().snapshot()) {
            store.put(key, "again", 0);
            assertThat(snapshot.heldBytes()).isGreaterThan(1_000);
            StateBytes.drain(snapshot, 100);
            assertThat(snapshot.heldBytes()).isZero();
        }
    }

    @Test
    void atMostEightAreOpenAtTheSameTime() {
        store.put("a", "v", 0);
        List<StateSnapshot> open = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            open.add(begun());
        }

        assertThatIllegalStateException().isThrownBy(() -> store.machine().snapshot());
        open.get(0).close();
        open.get(0).close();
        StateBytes.drain(open.get(1), 1_000);
        begun();
        begun();
        assertThatIllegalStateException().isThrownBy(() -> store.machine().snapshot());
    }

    @Test
    void closedSnapshotHandsOutNothing() {
        StateSnapshot snapshot = store.machine().snapshot();
        snapshot.close();

        assertThatIllegalStateException().isThrownBy(() -> snapshot.next(1));
    }

    @Test
    void pieceOfNoBytesIsRefused() {
        StateSnapshot snapshot = store.machine().snapshot();

        assertThatIllegalArgumentException().isThrownBy(() -> snapshot.next(0));
    }

    @Test
    void emptyStoreHasASnapshot() {
        StateSnapshot snapshot = store.machine().snapshot();
        assertThat(snapshot.isDone()).isFalse();

        byte[] bytes = snapshot.next(1_000);

        assertThat(snapshot.isDone()).isTrue();
        assertThat(snapshot.next(1_000)).isEmpty();
        assertThat(StateBytes.of(StateBytes.restore(bytes))).isEqualTo(bytes);
    }
}
