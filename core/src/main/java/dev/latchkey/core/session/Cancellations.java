package dev.latchkey.core.session;

import dev.latchkey.core.Command;

/**
 * The cancelled steps of a session, one bit for each number of the window. So a session takes the same memory whether one step or all
 * of them are cancelled, and a cancellation can be admitted when memory is full.
 */
final class Cancellations {

    private final long[] bits = new long[Command.Once.WINDOW / Long.SIZE];
    private int count;

    int count() {
        return count;
    }

    boolean has(long seq) {
        return (bits[word(seq)] & bit(seq)) != 0;
    }

    /** Adds a step that is not cancelled. */
    void add(long seq) {
        bits[word(seq)] |= bit(seq);
        count++;
    }

    /** Removes the steps after {@code from} and up to {@code to}. */
    void removeUpTo(long from, long to) {
        long last = to - from > Command.Once.WINDOW ? from + Command.Once.WINDOW : to;
        for (long seq = from; seq < last && count > 0; ) {
            seq++;
            if (has(seq)) {
                bits[word(seq)] &= ~bit(seq);
                count--;
            }
        }
    }

    /** Returns how many steps up to {@code to} are cancelled, of those after {@code from}. */
    int countUpTo(long from, long to) {
        long last = to - from > Command.Once.WINDOW ? from + Command.Once.WINDOW : to;
        int found = 0;
        for (long seq = from; seq < last; ) {
            seq++;
            found += has(seq) ? 1 : 0;
        }
        return found;
    }

    private static int word(long seq) {
        return (int) (seq % Command.Once.WINDOW) / Long.SIZE;
    }

    private static long bit(long seq) {
        return 1L << (seq % Long.SIZE);
    }
}
