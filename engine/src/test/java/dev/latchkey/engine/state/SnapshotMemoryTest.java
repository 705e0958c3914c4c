package dev.latchkey.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.state.HeapLayout;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.SnapshotEndedException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What snapshots and backups keep counts as memory with every write, and never exceeds its limit. */
final class SnapshotMemoryTest {

    private static final int KEYS = 100;
    private static final int VALUE_BYTES = 1_000;
    private static final long BYTES_MAX = 150_000;
    private static final long HELD_MAX = 20_000;

    private final GuardedState state = new GuardedState(
            new StateMachine(StateLimits.STANDARD, TestStore.HASH),
            new MemoryLimits(BYTES_MAX, HELD_MAX, HeapLayout.STANDARD));

    SnapshotMemoryTest() {
        for (int key = 0; key < KEYS; key++) {
            assertThat(put(key, 0)).isInstanceOf(Reply.Written.class);
        }
    }

    private static Command.Put putOf(int key, long version) {
        return new Command.Put(Key.of("k" + key), Value.owning(new byte[VALUE_BYTES]), Version.of(version));
    }

    private Reply put(int key, long version) {
        return state.apply(putOf(key, version));
    }

    private long total() {
        KeyspaceSize size = state.keyspace();
        return size.bytes() + size.heldBytes();
    }

    @Test
    void putsAreRefusedWhileTheSnapshotForTheLogKeepsTooMuchAndTakenOnceItIsClosed() {
        try (GuardedSnapshot snapshot = state.snapshot()) {
            long refused = IntStream.range(0, KEYS)
                    .filter(key -> put(key, 1).equals(GuardedState.MEMORY_FULL))
                    .count();
            assertThat(refused).isBetween(1L, KEYS - 10L);
            assertThat(total()).isLessThanOrEqualTo(BYTES_MAX + HELD_MAX);
            assertThat(snapshot.next(100)).isNotEmpty();
        }
        assertThat(put(KEYS - 1, 1)).isInstanceOf(Reply.Written.class);
        assertThat(state.keyspace().snapshotsEnded()).isZero();
    }

    @Test
    void backupIsEndedRatherThanThatPutsAreRefused() {
        try (Backup backup = new Backups(state).open(TestStore.STORE_ID).orElseThrow()) {
            backup.next(100);
            for (int key = 0; key < KEYS; key++) {
                assertThat(put(key, 1)).isInstanceOf(Reply.Written.class);
                assertThat(total()).isLessThanOrEqualTo(BYTES_MAX + HELD_MAX);
            }
            assertThat(state.keyspace().snapshotsEnded()).isOne();
            assertThat(backup.isDone()).isFalse();
            assertThatThrownBy(() -> backup.next(100)).isInstanceOf(SnapshotEndedException.class);
        }
    }

    /** Deletes are never refused; the snapshot for the log goes only when nothing else helps. */
    @Test
    void deletesAreTakenAndSnapshotsOfManyBackupsEndBeforeTheyTakeTheMemory() {
        GuardedState small = new GuardedState(
                new StateMachine(StateLimits.STANDARD, TestStore.HASH),
                new MemoryLimits(BYTES_MAX, HELD_MAX, HeapLayout.STANDARD));
        int keys = 800;
        for (int key = 0; key < keys; key++) {
            assertThat(small.apply(new Command.Put(Key.of("k" + key), Value.of("x"), Version.NONE)))
                    .isInstanceOf(Reply.Written.class);
        }
        Backups backups = new Backups(small);
        try (GuardedSnapshot own = small.snapshot()) {
            List<Backup> open = new ArrayList<>();
            for (int i = 0; i < StateMachine.BACKUPS_MAX; i++) {
                open.add(backups.open(TestStore.STORE_ID).orElseThrow());
            }
            for (int key = 0; key < keys; key++) {
                assertThat(small.apply(new Command.Delete(Key.of("k" + key), Version.of(1))))
                        .isInstanceOf(Reply.Written.class);
                KeyspaceSize size = small.keyspace();
                assertThat(size.bytes() + size.heldBytes()).isLessThanOrEqualTo(BYTES_MAX + 3 * HELD_MAX);
            }
            assertThat(small.keyspace().snapshotsEnded()).isPositive();
            open.forEach(Backup::close);
            assertThat(own.next(100)).isNotEmpty();
        }
    }

    @Test
    void batchesCountWhatSnapshotsKeepAsSingleWritesDo() {
        MemoryAdmission admission = new MemoryAdmission(state);
        try (GuardedSnapshot snapshot = state.snapshot()) {
            List<QueuedCommand> queued = new ArrayList<>();
            for (int key = 0; key < KEYS; key++) {
                queued.add(new QueuedCommand(putOf(key, 1), Asker.of(Runnable::run, reply -> {}, reason -> {})));
            }
            int refused = 0;
            while (!queued.isEmpty()) {
                int size = admission.admit(queued);
                refused += (int) queued.subList(0, size).stream()
                        .filter(QueuedCommand::isReplied)
                        .count();
                state.applyAdmitted(queued.subList(0, size), 0, Integer.MAX_VALUE);
                queued.subList(0, size).clear();
                assertThat(total()).isLessThanOrEqualTo(BYTES_MAX + HELD_MAX);
            }
            assertThat(refused).isBetween(1, KEYS - 10);
            assertThat(snapshot.isDone()).isFalse();
        }
    }

    @Test
    void snapshotThatIsDoneKeepsNothing() {
        try (GuardedSnapshot snapshot = state.snapshot()) {
            while (!snapshot.isDone()) {
                snapshot.next(1 << 16);
            }
            for (int key = 0; key < KEYS; key++) {
                assertThat(put(key, 1)).isInstanceOf(Reply.Written.class);
            }
            assertThat(state.keyspace().heldBytes()).isZero();
        }
    }
}
