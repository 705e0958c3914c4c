package dev.latchkey.engine.state;

import dev.latchkey.core.StoreId;
import dev.latchkey.engine.Backup;

/**
 * A backup that reads a {@link GuardedSnapshot}. If the state is replaced while the backup is open, the backup still shows the old
 * state and {@link #heldBytes} includes it.
 */
final class StateBackup implements Backup {

    private final StoreId storeId;
    private final GuardedSnapshot snapshot;
    private final Runnable whenClosed;
    private boolean closed;

    StateBackup(StoreId storeId, GuardedSnapshot snapshot, Runnable whenClosed) {
        this.storeId = storeId;
        this.snapshot = snapshot;
        this.whenClosed = whenClosed;
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
        return snapshot.next(bytesMax);
    }

    @Override
    public boolean isDone() {
        return snapshot.isDone();
    }

    @Override
    public long heldBytes() {
        return snapshot.heldBytes();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            snapshot.close();
            whenClosed.run();
        }
    }
}
