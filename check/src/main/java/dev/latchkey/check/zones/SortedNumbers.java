package dev.latchkey.check.zones;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/** Sorts the numbers from 0 by a key, without boxing them. */
final class SortedNumbers {

    private static final int LATER_BIT = 32;
    private static final int RANK_SHIFT = LATER_BIT + 1;

    private SortedNumbers() {}

    /** Returns the numbers below {@code count} by key. Among equal keys, those that are {@code later} come after the others. */
    static int[] by(int count, IntToLongFunction key, IntPredicate later) {
        long[] keys = new long[count];
        Arrays.setAll(keys, key);
        Arrays.sort(keys);
        long[] ranked = new long[count];
        Arrays.setAll(
                ranked,
                i -> (long) Arrays.binarySearch(keys, key.applyAsLong(i)) << RANK_SHIFT
                        | (later.test(i) ? 1L << LATER_BIT : 0)
                        | i);
        Arrays.sort(ranked);
        int[] sorted = new int[count];
        Arrays.setAll(sorted, i -> (int) ranked[i]);
        return sorted;
    }

    /** Returns the numbers below {@code count} by key, equal keys in ascending order of the numbers. */
    static int[] by(int count, IntToLongFunction key) {
        return by(count, key, i -> false);
    }
}
