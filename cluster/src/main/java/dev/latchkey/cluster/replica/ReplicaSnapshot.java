package dev.latchkey.cluster.replica;

/** The state as of one index, read in pieces while entries are applied. Equal states give equal bytes on every node. For one thread. */
public interface ReplicaSnapshot extends AutoCloseable {

    /** The index of the last entry that the snapshot contains. */
    long index();

    /** The term of that entry. */
    long term();

    /**
     * The next bytes: about {@code bytesMax}; possibly none although more follow.
     *
     * @throws dev.latchkey.engine.SnapshotEndedException if the copies that are kept for the snapshot use too much memory; open another
     *     one later
     */
    byte[] next(int bytesMax);

    /** Whether all bytes have been returned. */
    boolean isDone();

    /** Idempotent: closing again does nothing. */
    @Override
    void close();
}
