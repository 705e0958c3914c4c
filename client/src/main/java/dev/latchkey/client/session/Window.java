package dev.latchkey.client.session;

import dev.latchkey.core.Command;
import java.util.BitSet;

/**
 * The numbers of the writes of one session. A number is settled when its write can no longer take effect and its reply is not needed;
 * the acknowledged number advances only over settled ones, without a gap.
 */
final class Window {

    private static final int SIZE = Command.Once.WINDOW;

    private long last;
    private long acked;

    /** By number modulo the size: the settled numbers above {@link #acked}. */
    private final BitSet settled = new BitSet();

    boolean isFull() {
        return last - acked >= SIZE;
    }

    /** Takes the next number; the window must not be full. */
    long take() {
        if (isFull()) {
            throw new IllegalStateException("all " + SIZE + " numbers after " + acked + " are in use");
        }
        return ++last;
    }

    /** The server may drop the replies up to this number. */
    long acked() {
        return acked;
    }

    /** Whether no later number can be acknowledged before this one. */
    boolean isHeldBy(long seq) {
        return seq == acked + 1;
    }

    /** Settles a number that was taken and has not been settled. */
    void settle(long seq) {
        if (seq <= acked || seq > last) {
            throw new IllegalStateException(seq + " is not one of " + (acked + 1) + " to " + last);
        }
        settled.set(index(seq));
        while (acked < last && settled.get(index(acked + 1))) {
            acked++;
            settled.clear(index(acked));
        }
    }

    private static int index(long seq) {
        return (int) (seq % SIZE);
    }
}
