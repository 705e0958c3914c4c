package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A restore that did not complete is never taken for a new store or for a complete one, and it can be repeated. */
final class UnfinishedRestoreTest {

    private static final String REFUSAL =
            "disk/restoring: a restore into this directory has not completed. Wait for it or, if it was interrupted, repeat"
                    + " it";

    private final InMemoryDisk disk = new InMemoryDisk();

    private static void restore(Disk disk, long last, String... records) {
        Log.restore(
                disk, TestLog.SMALL, new SplittableRandom(last), last, TestLog.STORE, Replayed.body(List.of(records)));
    }

    private static void assertRefused(Disk disk) {
        assertThatThrownBy(() -> new TestLog(disk))
                .isInstanceOf(DamagedLogException.class)
                .hasMessage(REFUSAL);
        assertThat(LogInspection.of(disk).refusal())
                .hasValueSatisfying(refusal -> assertThat(refusal).hasMessage(REFUSAL));
    }

    /** The marker exists from the start, as in a directory that the restore has created. */
    @Test
    void everyCrashStateIsRefusedOrComplete() throws IOException {
        InMemoryDisk marked = new InMemoryDisk(Map.of("restoring", new byte[0]));
        restore(marked, 2, "a", "b");
        marked.note(1);
        marked.create("other").close();
        int[] found = {0, 0};
        marked.crashStates().forEach(state -> {
            boolean unfinished = state.contents().containsKey("restoring");
            if (unfinished) {
                assertThat(state.note())
                        .as("finished, yet refused: %s", state.what())
                        .isZero();
                assertRefused(state.disk());
                InMemoryDisk again = state.disk();
                restore(again, 1, "c");
                assertThat(TestLog.recordsOn(again)).as(state.what()).containsExactly("c");
            } else {
                assertThat(TestLog.recordsOn(state.disk())).as(state.what()).containsExactly("a", "b");
            }
            found[unfinished ? 0 : 1]++;
        });
        assertThat(found).doesNotContain(0);
    }

    /** In a directory with other files, the marker comes after the lock: before it, nothing of the restore exists. */
    @Test
    void crashStateWithoutTheMarkerIsUnchangedOrComplete() {
        InMemoryDisk used = new InMemoryDisk(Map.of("notes", new byte[] {1}));
        restore(used, 2, "a", "b");
        int[] found = {0, 0, 0};
        used.crashStates().forEach(state -> {
            if (state.contents().containsKey("restoring")) {
                assertRefused(state.disk());
                found[0]++;
            } else if (state.contents().size() == 1) {
                assertThat(state.contents()).as(state.what()).containsOnlyKeys("notes");
                found[1]++;
            } else {
                assertThat(TestLog.recordsOn(state.disk())).as(state.what()).containsExactly("a", "b");
                found[2]++;
            }
        });
        assertThat(found).doesNotContain(0);
    }

    @Test
    void restoreThatFailsForLackOfSpaceIsRefusedByServersAndCanBeRepeated() {
        boolean full = true;
        int refused = 0;
        for (int write = 1; full; write++) {
            InMemoryDisk small = new InMemoryDisk();
            small.fail(DiskFaults.fullAtWrite(write, true));
            try {
                restore(small, 1, "a");
                full = false;
            } catch (NoRoomException e) {
                small.fail(DiskFaults.NONE);
                assertRefused(small);
                restore(small, 2, "b", "c");
                assertThat(small.contents()).as("write %d", write).hasSize(2).doesNotContainKey("restoring");
                assertThat(TestLog.recordsOn(small)).containsExactly("b", "c");
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void restoreWithoutSpaceForItsMarkerLeavesNothing() {
        disk.fail(DiskFaults.full(0));
        assertThatThrownBy(() -> restore(disk, 1, "a"))
                .isInstanceOf(NoRoomException.class)
                .hasMessage("not enough disk space for disk/restoring: No space left on device");
        assertThat(disk.contents()).isEmpty();
    }
}
