package dev.latchkey.engine.durable;

/**
 * Decides when a snapshot is due: when the log has grown by as much as the previous snapshot holds, but at least by the configured
 * amounts. {@link #countWritten}, {@link #isDue} and {@link #begun} are for the commit leader; {@link #written} and {@link #abandoned}
 * for the thread that writes the snapshot.
 */
final class SnapshotPolicy {

    /** After a failure the next attempt is due when one part in this many of the usual amount has been written. */
    private static final int RETRY_SHARE = 4;

    private final long bytesMin;
    private final long recordsMin;

    /** Written since the last snapshot began. */
    private long bytesSince;

    private long recordsSince;

    /** The log between two snapshots if none fails. */
    private long usualBytes;

    private long usualRecords;
    private volatile long dueAfterBytes;
    private volatile long dueAfterRecords;

    /**
     * @param bytes the size of the newest snapshot; 0 if there is none
     * @param keys the number of keys in it; 0 if there is none
     */
    SnapshotPolicy(DurableOptions options, long bytes, long keys) {
        this.bytesMin = options.snapshotBytes();
        this.recordsMin = options.snapshotRecords();
        written(bytes, keys);
    }

    /** More log was written. */
    void countWritten(long bytes, long records) {
        bytesSince += bytes;
        recordsSince += records;
    }

    /** Makes a snapshot due. */
    void expedite() {
        bytesSince = dueAfterBytes;
    }

    boolean isDue() {
        return bytesSince >= dueAfterBytes || recordsSince >= dueAfterRecords;
    }

    /** A snapshot of the current state begins. */
    void begun() {
        bytesSince = 0;
        recordsSince = 0;
    }

    /** A snapshot of this size is complete. */
    void written(long bytes, long keys) {
        usualBytes = Math.max(bytesMin, bytes);
        usualRecords = Math.max(recordsMin, keys);
        dueAfterBytes = usualBytes;
        dueAfterRecords = usualRecords;
    }

    /** A snapshot was abandoned for lack of disk space. */
    void abandoned() {
        dueAfterBytes = Math.max(1, usualBytes / RETRY_SHARE);
        dueAfterRecords = Math.max(1, usualRecords / RETRY_SHARE);
    }
}
