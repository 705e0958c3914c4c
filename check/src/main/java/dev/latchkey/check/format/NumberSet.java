package dev.latchkey.check.format;

import java.util.HashMap;
import java.util.Map;

/** A set of numbers that mostly come one after another: a bit each, in pages. */
final class NumberSet {

    private static final int PAGE_BITS = 12;

    private final Map<Long, long[]> pages = new HashMap<>();

    /** Adds a number; false if it was there already. */
    boolean add(long number) {
        long[] page = pages.computeIfAbsent(number >>> PAGE_BITS, ignored -> new long[1 << (PAGE_BITS - 6)]);
        int word = (int) (number >>> 6) & page.length - 1;
        long bit = 1L << number;
        boolean isNew = (page[word] & bit) == 0;
        page[word] |= bit;
        return isNew;
    }
}
