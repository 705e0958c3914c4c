package dev.latchkey.log;

import dev.latchkey.log.files.SnapshotHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Who is given, at the start, all that the log holds. Called by the thread that opens the log, in order. */
public interface Replay {

    /**
     * At most once and first: what the log up to {@link SnapshotHeader#last} amounts to.
     *
     * @param body has been checked to its end; need not be read or closed
     */
    void snapshot(SnapshotHeader header, InputStream body) throws IOException;

    /**
     * One record, each index once and without a gap.
     *
     * @param payload valid during the call
     */
    void record(long index, ByteBuffer payload);

    /** Now and then, while it goes on: how many bytes of the log behind the snapshot are read, and of how many. */
    default void progress(long bytesRead, long bytesInAll) {}
}
