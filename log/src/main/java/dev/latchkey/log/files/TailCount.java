package dev.latchkey.log.files;

/**
 * Counts the records in the tail of a segment, of which any part may be missing. The result is a minimum: a record without
 * any remaining byte cannot be counted, unless the header of a later one shows its index.
 */
final class TailCount {

    private final long lastIndex;
    private long index;
    private int marks;

    /** The end of the last recognized record. */
    private long coveredTo = -1;

    private boolean rest;

    /** @param lastIndex the index of the last valid record before the tail */
    TailCount(long lastIndex) {
        this.lastIndex = lastIndex;
        this.index = lastIndex;
    }

    /** A nonzero byte at {@code at}. Call this for each of them, in order, before the header at the same place. */
    void nonzero(long at) {
        rest |= at >= coveredTo;
    }

    /** A valid header at {@code at}. */
    void recognized(RecordHeader header, long at) {
        if (header.kind() == RecordKind.DATA) {
            index = Math.max(index, header.index());
        } else {
            marks++;
        }
        coveredTo = Math.max(coveredTo, at + LogFormat.RECORD_HEADER_BYTES + header.length());
        rest = false;
    }

    /** The minimum number of records. */
    int min() {
        return (int) Math.min(Integer.MAX_VALUE, index - lastIndex + marks + (rest ? 1 : 0));
    }
}
