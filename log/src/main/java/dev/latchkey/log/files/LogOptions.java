package dev.latchkey.log.files;

/**
 * Log settings, in bytes. They may change at every startup.
 *
 * @param segmentBytes the log rolls to a new segment before exceeding this size; a single larger batch gets a segment
 *     of its own
 * @param allocateBytes how much space to preallocate past the end of the segment, so that an fsync need not update the
 *     file size
 * @param reserveBytes the size of the reserve file, which is deleted to free space when the disk is full. With 0 no
 *     reserve is created: if the disk is full at startup, the log may fail to open, and on a full disk no key can be
 *     deleted. A reserve file that an earlier run created is kept until it is released
 */
public record LogOptions(long segmentBytes, int allocateBytes, long reserveBytes) {

    /** Segments of 64 MiB, 1 MiB of preallocation, a reserve of 16 MiB. */
    public static final LogOptions STANDARD = new LogOptions(64L << 20, 1 << 20, 16L << 20);

    public LogOptions {
        if (segmentBytes < 1 || allocateBytes < 0 || reserveBytes < 0) {
            throw new IllegalArgumentException("sizes must not be negative, and segmentBytes must be at least 1");
        }
    }
}
