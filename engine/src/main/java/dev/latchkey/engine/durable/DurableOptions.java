package dev.latchkey.engine.durable;

import dev.latchkey.log.files.LogOptions;

/**
 * How a durable engine is to be run. Any of this may differ from start to start.
 *
 * @param log sizes of the log's files
 * @param bytesMax the most that the state may take in memory, by its own estimate; a put that grows it beyond is refused
 * @param waitingBytesMax a write beyond so many bytes that are held by what waits is refused
 * @param snapshotBytes a snapshot is taken when the log has grown by so many bytes, and by as many as the last snapshot has
 * @param snapshotRecords a snapshot is taken when the log has grown by so many records, and by as many as the last snapshot has keys
 */
public record DurableOptions(
        LogOptions log, long bytesMax, long waitingBytesMax, long snapshotBytes, long snapshotRecords) {

    /** 128 MiB: so much is read in about a second. */
    public static final long SNAPSHOT_BYTES_DEFAULT = 128L << 20;

    public static final long SNAPSHOT_RECORDS_DEFAULT = 1_000_000;

    private static final long WAITING_BYTES_MAX = 256L << 20;
    private static final long WAITING_BYTES_MIN = 4L << 20;
    private static final int WAITING_SHARE = 8;

    /** Everything else in proportion to {@code bytesMax}. */
    public static DurableOptions withRoomFor(long bytesMax) {
        return new DurableOptions(
                LogOptions.STANDARD,
                bytesMax,
                Math.min(WAITING_BYTES_MAX, Math.max(WAITING_BYTES_MIN, bytesMax / WAITING_SHARE)),
                SNAPSHOT_BYTES_DEFAULT,
                SNAPSHOT_RECORDS_DEFAULT);
    }

    /** These options with snapshots at other times. */
    public DurableOptions withSnapshotsAfter(long bytes, long records) {
        return new DurableOptions(log, bytesMax, waitingBytesMax, bytes, records);
    }

    /** These options with files of other sizes. */
    public DurableOptions with(LogOptions otherLog) {
        return new DurableOptions(otherLog, bytesMax, waitingBytesMax, snapshotBytes, snapshotRecords);
    }

    public DurableOptions {
        if (bytesMax < 1 || waitingBytesMax < 1 || snapshotBytes < 1 || snapshotRecords < 1) {
            throw new IllegalArgumentException("bytes and records must be 1 or more");
        }
    }
}
