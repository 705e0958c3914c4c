package dev.latchkey.engine.state;

import dev.latchkey.core.StoreId;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Backup;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** The open backups of one engine, at most {@link StateMachine#BACKUPS_MAX} at the same time. For any thread. */
public final class Backups {

    /** Open beside the backups: the snapshot that lets the log be truncated. */
    private static final int OTHER_SNAPSHOTS = 1;

    private final GuardedState state;
    private final Semaphore free = new Semaphore(StateMachine.BACKUPS_MAX);

    public Backups(GuardedState state) {
        requireSpareSnapshot(StateMachine.BACKUPS_MAX, StateMachine.SNAPSHOTS_MAX);
        this.state = state;
    }

    /** @throws IllegalStateException if open backups could keep a snapshot from being taken */
    static void requireSpareSnapshot(int backupsMax, int snapshotsMax) {
        if (backupsMax + OTHER_SNAPSHOTS > snapshotsMax) {
            throw new IllegalStateException(backupsMax + " backups and " + OTHER_SNAPSHOTS
                    + " snapshot may be open at the same time, but a state allows only " + snapshotsMax);
        }
    }

    /** Opens a backup of the current state of the store with that id; empty if the maximum number of backups is open already. */
    public Optional<Backup> open(StoreId storeId) {
        if (!free.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StateBackup(storeId, state.backup(), free::release));
        } catch (RuntimeException | Error e) {
            free.release();
            throw e;
        }
    }
}
