package dev.latchkey.engine.state;

import dev.latchkey.core.StoreId;
import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.engine.Backup;

/** A backup read from a snapshot of the state machine, under the lock of the store. */
final class StateBackup implements Backup {

    private final Backups backups;
    private final StoreId storeId;
    private final StateSnapshot snapshot;
    private boolean closed;

    StateBackup(Backups backups, StoreId storeId, StateSnapshot snapshot) {
        this.backups = backups;
        this.storeId = storeId;
        this.snapshot = snapshot;
    }

    @Override
    public StoreId storeId() {
        return storeId;
    }

    @Override
    public long revision() {
        return snapshot.revision();
    }

    @Override
    public byte[] next(int bytesMax) {
        return backups.locked(() -> snapshot.next(bytesMax));
    }

    @Override
    public boolean isDone() {
        return backups.locked(snapshot::isDone);
    }

    @Override
    public long heldBytes() {
        return backups.locked(snapshot::heldBytes);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            backups.end(snapshot);
        }
    }
}
