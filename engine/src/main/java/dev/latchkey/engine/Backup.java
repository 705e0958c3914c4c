package dev.latchkey.engine;

import dev.latchkey.core.StoreId;

/**
 * A consistent copy of the state as of one revision, read in pieces while the store serves requests. Each call holds the lock of the
 * store for a bounded time. Close it whether or not it was read to the end: until then the store retains what the copy still needs.
 *
 * <p>For one thread at a time.
 */
public interface Backup extends AutoCloseable {

    /** The id of the store that is backed up. */
    StoreId storeId();

    /** The revision of the store that the copy shows. */
    long revision();

    /**
     * The next bytes of the state: about {@code bytesMax}, exceeding it by at most one entry; fewer or none if many newer entries had to
     * be skipped.
     *
     * @throws SnapshotEndedException if the store has ended the backup, because the copies kept for it used too much memory
     * @throws IllegalStateException if it was closed
     */
    byte[] next(int bytesMax);

    /** Whether all of the state has been returned. */
    boolean isDone();

    /** About how many bytes of memory the store retains for this backup. */
    long heldBytes();

    /** Idempotent: closing again does nothing. */
    @Override
    void close();
}
