package dev.latchkey.engine.state;

import dev.latchkey.core.StoreId;
import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Backup;
import java.util.Optional;
import java.util.function.Supplier;

/** The backups that are being taken of one store, at most {@link StateMachine#BACKUPS_MAX} at once. For any thread. */
public final class Backups {

    /** Beside those for backups: the one that makes old log needless. */
    private static final int OTHER_SNAPSHOTS = 1;

    private final StoreId storeId;
    private final GuardedState state;

    /** How many are open; guarded by the lock of the state. */
    private int open;

    public Backups(StoreId storeId, GuardedState state) {
        requireRoom(StateMachine.BACKUPS_MAX, StateMachine.SNAPSHOTS_MAX);
        this.storeId = storeId;
        this.state = state;
    }

    /** @throws IllegalStateException if a snapshot could be refused because backups are taken */
    static void requireRoom(int backupsMax, int snapshotsMax) {
        if (backupsMax + OTHER_SNAPSHOTS > snapshotsMax) {
            throw new IllegalStateException(backupsMax + " backups and " + OTHER_SNAPSHOTS
                    + " snapshot may be taken at once, and a state has room for " + snapshotsMax);
        }
    }

    /** One of this moment; empty if there are too many already. */
    public Optional<Backup> begin() {
        return state.locked(store -> {
            if (open == StateMachine.BACKUPS_MAX) {
                return Optional.empty();
            }
            Backup backup = new StateBackup(this, storeId, store.snapshot());
            open++;
            return Optional.of(backup);
        });
    }

    void end(StateSnapshot snapshot) {
        state.locked(store -> {
            snapshot.close();
            return --open;
        });
    }

    <T> T locked(Supplier<T> work) {
        return state.locked(store -> work.get());
    }
}
