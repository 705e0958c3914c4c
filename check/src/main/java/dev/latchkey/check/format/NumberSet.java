package dev.latchkey.check.format;

import java.util.HashMap;
import java.util.Map;

/** A set of numbers that are mostly consecutive, as a paged bit set. */
final class NumberSet {

    private static final int PAGE_BITS = 12;

    private final Map<Long, long[]> pages = new HashMap<>();
    private long lastNumber = -1;
    private long[] lastPage = new long[0];

    /** Adds a number; returns false if it was already present. */
    boolean add(long number) {
        long[] page = page(number >>> PAGE_BITS);
        int word = (int) (number >>> 6) & page.length - 1;
        long bit = 1L << number;
        boolean isNew = (page[word] & bit) == 0;
        page[word] |= bit;
        return isNew;
    }

    private long[] page(long number) {
        if (number != lastNumber) {
            lastNumber = number;
            lastPage = pages.computeIfAbsent(number, ignored -> new long[1 << (PAGE_BITS - 6)]);
        }
        return lastPage;
    }
}
