package dev.latchkey.check.model;

import java.util.Arrays;

/** A list of time intervals, each from the call of an operation to its end. */
final class TimeIntervals {

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

    long call(int index) {
        return ends[2 * index];
    }

    long end(int index) {
        return ends[2 * index + 1];
    }
}
