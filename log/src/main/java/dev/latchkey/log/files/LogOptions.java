package dev.latchkey.log.files;

/**
 * Sizes in bytes. Any of them may differ from start to start.
 *
 * @param segmentBytes a segment that would grow beyond this is followed by a new one; one batch may be larger
 * @param allocateBytes room is taken this far ahead of what is written, so that a force need not write the file's length
 * @param reserveBytes the file that is kept to be given up when the disk is full. With 0 there is none: a disk that is full when
 *     a start must write is then a start that is refused, and on a full disk nothing can be deleted; a file that an earlier start
 *     made stays until it is given up
 */
public record LogOptions(long segmentBytes, int allocateBytes, long reserveBytes) {

    /** 64 MiB, 1 MiB, 16 MiB. */
    public static final LogOptions STANDARD = new LogOptions(64L << 20, 1 << 20, 16L << 20);

    public LogOptions {
        if (segmentBytes < 1 || allocateBytes < 0 || reserveBytes < 0) {
            throw new IllegalArgumentException("sizes must not be negative, and a segment not empty");
        }
    }
}
