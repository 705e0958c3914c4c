package dev.latchkey.core.state;

import dev.latchkey.core.Value;

/**
 * How a JVM places objects in its heap, as far as the memory that a store takes depends on it. Two stores with the same content but
 * different layouts return the same replies and have the same snapshots; only {@link StateMachine#bytes} differs.
 *
 * <p>A collector that divides the heap into regions can store far fewer large values than their length suggests: in regions of 1 MiB,
 * a value of 1 MiB and its header take two whole regions, and nothing else can use the rest of the second one.
 *
 * @param referenceBytes the size of a reference: 4, or 8 if references are not compressed
 * @param alignmentBytes objects start at multiples of this
 * @param regionBytes the size of a region, a power of two; 0 if the heap has no regions
 * @param sharedBytesMax an object that is larger than this takes whole regions; a smaller one shares a region with others
 */
public record HeapLayout(int referenceBytes, int alignmentBytes, int regionBytes, int sharedBytesMax) {

    /** The header of an array, including its length. */
    static final int ARRAY_HEADER_BYTES = 16;

    /** The usual layout: compressed references, an alignment of 8 bytes, no regions. */
    public static final HeapLayout STANDARD = new HeapLayout(4, 8, 0, 0);

    /** What each object of an entry grows by if references are twice as large: measured, and rounded up. */
    private static final int WIDE_REFERENCES_BYTES = 40;

    /** An entry consists of three objects, each of which ends with up to {@code alignmentBytes - 1} unused bytes. */
    private static final int OBJECTS = 3;

    /** The end of a region stays unused if the next object does not fit; below this share of a region that does not matter. */
    private static final int LARGE_SHARE = 64;

    public HeapLayout {
        if ((referenceBytes != 4 && referenceBytes != 8)
                || alignmentBytes < 8
                || regionBytes < 0
                || sharedBytesMax > regionBytes) {
            throw new IllegalArgumentException("not a heap layout: references of " + referenceBytes + ", alignment "
                    + alignmentBytes + ", regions of " + regionBytes + ", shared up to " + sharedBytesMax);
        }
    }

    /** Returns the memory that a value takes in addition to the fixed cost of its key, at most. */
    long valueBytes(int length) {
        int size = ARRAY_HEADER_BYTES + length;
        if (size <= regionBytes / LARGE_SHARE || regionBytes == 0) {
            return length;
        }
        return size > sharedBytesMax
                ? (size + regionBytes - 1L) / regionBytes * regionBytes
                : regionBytes / (regionBytes / size);
    }

    /** Returns an upper bound of {@link #valueBytes} for {@code values} values that have {@code length} bytes together. */
    long valueBytesMax(int values, int length) {
        long size = length + (long) ARRAY_HEADER_BYTES * values;
        if (regionBytes == 0 || size <= regionBytes / LARGE_SHARE) {
            return length;
        }
        // An object that takes whole regions exceeds sharedBytesMax, so it is at least that share of what it takes.
        return size * Math.max(2, 1L + regionBytes / Math.max(1, sharedBytesMax));
    }

    /** Returns by how much the fixed cost of an entry or a tombstone exceeds that of {@link #STANDARD}. */
    int extraBytes() {
        return (referenceBytes == 4 ? 0 : WIDE_REFERENCES_BYTES) + OBJECTS * (alignmentBytes - 8);
    }

    /** Returns the memory that a value of maximum length takes. */
    public long largestValueBytes() {
        return valueBytes(Value.LENGTH_MAX);
    }
}
