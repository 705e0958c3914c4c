package dev.latchkey.log;

import dev.latchkey.log.files.SnapshotHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Receives the contents of the log during recovery, in order, on the thread that opens the log. */
public interface Replay {

    /**
     * Receives the snapshot, which holds the state up to the record at {@link SnapshotHeader#covered}. Called at most
     * once, before any record.
     *
     * @param body fully verified already; it need not be read or closed
     */
    void snapshot(SnapshotHeader header, InputStream body) throws IOException;

    /**
     * Receives one record. Indexes are consecutive.
     *
     * @param payload valid only during the call
     */
    void record(long index, ByteBuffer payload);

    /** Reports progress from time to time: how many bytes of the log after the snapshot have been read, and the total. */
    default void progress(long bytesRead, long bytesInAll) {}
}
