package dev.latchkey.check.model;

import java.util.Arrays;

/** Intervals of time, in the order they were added. */
final class Moments {

    private long[] ends = new long[16];
    private int size;

    void add(long call, long end) {
        if (size + 2 > ends.length) {
            ends = Arrays.copyOf(ends, 2 * ends.length);
        }
        ends[size] = call;
        ends[size + 1] = end;
        size += 2;
    }

    int size() {
        return size / 2;
    }

    long call(int moment) {
        return ends[2 * moment];
    }

    long end(int moment) {
        return ends[2 * moment + 1];
    }
}
