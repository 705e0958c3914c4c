package dev.latchkey.engine;

import dev.latchkey.core.StoreId;
import dev.latchkey.core.state.StateSnapshot;
import dev.latchkey.engine.state.Backups;

/**
 * The state of one moment, on its way out of a store that goes on. Each call holds the lock of the store for a bounded time only.
 * To be closed, read to its end or not: until then the store keeps aside what belongs to it.
 *
 * <p>For one thread at a time.
 */
public final class Backup implements AutoCloseable {

    private final Backups backups;
    private final StoreId storeId;
    private final StateSnapshot snapshot;
    private boolean closed;

    public Backup(Backups backups, StoreId storeId, StateSnapshot snapshot) {
        this.backups = backups;
        this.storeId = storeId;
        this.snapshot = snapshot;
    }

    /** Of which store it is. */
    public StoreId storeId() {
        return storeId;
    }

    /** The revision of the store at that moment. */
    public long revision() {
        return snapshot.revision();
    }

    /**
     * The next bytes of the state: about {@code bytesMax}, one entry more at most; fewer or none if much had to be passed over.
     *
     * @throws IllegalStateException if it was closed
     */
    public byte[] next(int bytesMax) {
        return backups.locked(() -> snapshot.next(bytesMax));
    }

    /** Whether all has been given. */
    public boolean isDone() {
        return backups.locked(snapshot::isDone);
    }

    /** About how many bytes of memory are kept aside for it. */
    public long heldBytes() {
        return backups.locked(snapshot::heldBytes);
    }

    /** Closing again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            backups.end(snapshot);
        }
    }
}
