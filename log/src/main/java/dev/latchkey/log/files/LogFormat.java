package dev.latchkey.log.files;

import java.util.Locale;

/** Constants of the on-disk format, which docs/format/log.md and docs/format/snapshot.md specify. */
public final class LogFormat {

    public static final int VERSION = 1;

    static final long SEGMENT_MAGIC = 0x4c41_5443_484c_4f47L;
    static final long SNAPSHOT_MAGIC = 0x4c41_5443_4853_4e50L;

    static final int SEGMENT_HEADER_BYTES = 64;
    static final int RECORD_HEADER_BYTES = 32;

    /** The maximum length of a payload, enforced by both writer and reader. */
    public static final int PAYLOAD_BYTES_MAX = 64 << 20;

    static final int SNAPSHOT_HEADER_BYTES = 128;
    static final int STORE_ID_BYTES_MAX = 64;
    static final int CHUNK_HEADER_BYTES = 8;
    static final int CHUNK_BYTES = 1 << 16;
    static final int SNAPSHOT_END_BYTES = 16;

    static final String SEGMENT = ".log";
    static final String SNAPSHOT = ".snapshot";
    public static final String TEMPORARY = ".tmp";
    public static final String RESERVE = "reserve";

    /** The name of the file that marks a directory into which a restore has not completed. */
    public static final String RESTORING = "restoring";

    /** Sorts after every valid file name. */
    private static final String INDEX_MAX = Long.MAX_VALUE + "/";

    private LogFormat() {}

    public static String segmentName(long first) {
        return name(first, SEGMENT);
    }

    public static String snapshotName(long last) {
        return name(last, SNAPSHOT);
    }

    private static String name(long index, String ending) {
        return String.format(Locale.ROOT, "%019d%s", index, ending);
    }

    /** Whether {@code name} is 19 decimal digits, at most {@link Long#MAX_VALUE}, followed by {@code ending}. */
    static boolean isNamed(String name, String ending) {
        return name.length() == 19 + ending.length()
                && name.endsWith(ending)
                && name.chars().limit(19).allMatch(c -> c >= '0' && c <= '9')
                && name.compareTo(INDEX_MAX) < 0;
    }
}
