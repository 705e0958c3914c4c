package dev.latchkey.engine.durable;

import dev.latchkey.engine.state.MemoryLimits;
import dev.latchkey.log.files.LogOptions;

/**
 * The options of a durable engine. All of them can differ from one run of the process to the next.
 *
 * @param log the sizes of the log's files
 * @param memory the memory limits of the state; a put that would exceed them is refused
 * @param queuedBytesMax the size limit of the write queue; a write that would exceed it is refused
 * @param snapshotBytes a snapshot is taken when the log has grown by this many bytes, and by as many as the previous snapshot has
 * @param snapshotRecords a snapshot is taken when the log has grown by this many records, and by as many as the previous snapshot has
 *     keys
 */
public record DurableOptions(
        LogOptions log, MemoryLimits memory, long queuedBytesMax, long snapshotBytes, long snapshotRecords) {

    /** 128 MiB, which recovery reads in about a second. */
    public static final long SNAPSHOT_BYTES_DEFAULT = 128L << 20;

    public static final long SNAPSHOT_RECORDS_DEFAULT = 1_000_000;

    private static final long QUEUED_BYTES_MAX = 256L << 20;
    private static final long QUEUED_BYTES_MIN = 4L << 20;
    private static final int QUEUED_SHARE = 8;

    /** Returns default options, with the size of the write queue in proportion to the memory limit. */
    public static DurableOptions withMemoryLimit(long bytesMax) {
        return withMemory(
                MemoryLimits.of(bytesMax),
                Math.min(QUEUED_BYTES_MAX, Math.max(QUEUED_BYTES_MIN, bytesMax / QUEUED_SHARE)));
    }

    /** Returns default options with these memory limits and this size of the write queue. */
    public static DurableOptions withMemory(MemoryLimits memory, long queuedBytesMax) {
        return new DurableOptions(
                LogOptions.STANDARD, memory, queuedBytesMax, SNAPSHOT_BYTES_DEFAULT, SNAPSHOT_RECORDS_DEFAULT);
    }

    /** Returns these options with another snapshot interval. */
    public DurableOptions withSnapshotsAfter(long bytes, long records) {
        return new DurableOptions(log, memory, queuedBytesMax, bytes, records);
    }

    /** Returns these options with another size limit of the write queue. */
    public DurableOptions withQueuedBytesMax(long bytesMax) {
        return new DurableOptions(log, memory, bytesMax, snapshotBytes, snapshotRecords);
    }

    /** Returns these options with other sizes of the log's files. */
    public DurableOptions with(LogOptions otherLog) {
        return new DurableOptions(otherLog, memory, queuedBytesMax, snapshotBytes, snapshotRecords);
    }

    /** The memory limit of the keys, values and tombstones. */
    public long bytesMax() {
        return memory.bytesMax();
    }

    public DurableOptions {
        if (queuedBytesMax < 1 || snapshotBytes < 1 || snapshotRecords < 1) {
            throw new IllegalArgumentException("bytes and records must be 1 or more");
        }
    }
}
