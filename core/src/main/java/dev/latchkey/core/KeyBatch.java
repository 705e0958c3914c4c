package dev.latchkey.core;

import java.util.Arrays;

/**
 * Keys in the order in which they came, to be sorted together: first by a number for each, made of the bytes behind those that
 * all have in common, and then, where these numbers agree, by the keys themselves. Numbers sort several times as fast.
 */
final class KeyBatch {

    /** The low bits of a number say whose it is; the others are the first six bytes of the key's head. */
    private static final int INDEX_BITS = 16;

    private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;

    /** The most keys of a batch: as many as the low bits can tell apart. */
    static final int SIZE_MAX = 1 << INDEX_BITS;

    private static final int SIZE_INITIAL = 256;

    private final int sizeMax;
    private Key[] keys;
    private int size;

    /** @param sizeMax the most keys, 1 to {@value #SIZE_MAX} */
    KeyBatch(int sizeMax) {
        if (sizeMax < 1 || sizeMax > SIZE_MAX) {
            throw new IllegalArgumentException("sizeMax " + sizeMax + " is not one of 1 to " + SIZE_MAX);
        }
        this.sizeMax = sizeMax;
        this.keys = new Key[Math.min(SIZE_INITIAL, sizeMax)];
    }

    /** Adds a key; there must be room. */
    void add(Key key) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, Math.min(2 * size, sizeMax));
        }
        keys[size++] = key;
    }

    boolean isFull() {
        return size == sizeMax;
    }

    /** All keys in byte order. The batch is empty then. */
    Key[] takeSorted() {
        Key[] sorted = new Key[size];
        if (size > 0) {
            long[] numbers = sortedNumbers();
            for (int i = 0; i < size; i++) {
                sorted[i] = keys[(int) (numbers[i] & INDEX_MASK)];
            }
            sortTies(sorted, numbers);
            keys = new Key[Math.min(SIZE_INITIAL, sizeMax)];
            size = 0;
        }
        return sorted;
    }

    private long[] sortedNumbers() {
        int common = commonBytes();
        long[] numbers = new long[size];
        for (int i = 0; i < size; i++) {
            // why: with the first bit turned over, the order of signed numbers is that of unsigned bytes
            numbers[i] = ((keys[i].head(common) & ~INDEX_MASK) | i) ^ Long.MIN_VALUE;
        }
        Arrays.sort(numbers);
        return numbers;
    }

    /** How many first bytes all keys have in common. */
    private int commonBytes() {
        byte[] first = keys[0].bytes;
        int common = first.length;
        for (int i = 1; i < size && common > 0; i++) {
            byte[] other = keys[i].bytes;
            int end = Math.min(common, other.length);
            int mismatch = Arrays.mismatch(first, 0, end, other, 0, end);
            common = mismatch < 0 ? end : mismatch;
        }
        return common;
    }

    private static void sortTies(Key[] sorted, long[] numbers) {
        int from = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || (numbers[i] ^ numbers[from]) >>> INDEX_BITS != 0) {
                if (i - from > 1) {
                    Arrays.sort(sorted, from, i);
                }
                from = i;
            }
        }
    }
}
