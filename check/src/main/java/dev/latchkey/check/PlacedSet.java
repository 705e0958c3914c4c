package dev.latchkey.check;

import java.util.Arrays;

/**
 * The set of operations that are already placed, as a bit set; open operations have separate words. Closed operations are placed
 * roughly in the order of their calls, so a copy of the set only needs the words between the first that is not full and the last
 * that is not empty.
 */
final class PlacedSet {

    private final long[] words;
    private final int openFrom;
    private final int closed;
    private int low;
    private int high;
    private long hash;

    PlacedSet(int closed, int size) {
        this.closed = closed;
        this.openFrom = (closed + 63) >>> 6;
        this.words = new long[openFrom + ((size - closed + 63) >>> 6)];
    }

    void add(int operation) {
        flip(operation);
        if (operation < closed) {
            high = Math.max(high, (operation >>> 6) + 1);
            while (low < high && words[low] == -1L) {
                low++;
            }
        }
    }

    void remove(int operation) {
        flip(operation);
        if (operation < closed) {
            low = Math.min(low, operation >>> 6);
            while (high > 0 && words[high - 1] == 0) {
                high--;
            }
        }
    }

    private void flip(int operation) {
        int bit = operation < closed ? operation : (openFrom << 6) + operation - closed;
        words[bit >>> 6] ^= 1L << bit;
        hash ^= Mixing.mixed(operation + 1L);
    }

    /** Equal for equal sets, regardless of the order in which operations were added and removed. */
    long hash() {
        return hash;
    }

    /** The number of words that {@link #copyTo} writes. */
    int length() {
        return 1 + high - low + words.length - openFrom;
    }

    void copyTo(long[] target, int at) {
        target[at] = (long) low << 32 | high;
        System.arraycopy(words, low, target, at + 1, high - low);
        System.arraycopy(words, openFrom, target, at + 1 + high - low, words.length - openFrom);
    }

    boolean sameAs(long[] copies, int at) {
        int open = at + 1 + high - low;
        return copies[at] == ((long) low << 32 | high)
                && Arrays.equals(words, low, high, copies, at + 1, open)
                && Arrays.equals(words, openFrom, words.length, copies, open, open + words.length - openFrom);
    }
}
