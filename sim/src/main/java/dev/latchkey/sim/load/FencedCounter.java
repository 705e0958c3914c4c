package dev.latchkey.sim.load;

/**
 * A counter protected by a lock and fencing tokens: a lock holder reads it and, some time later, writes it back incremented. The
 * counter refuses every token lower than the greatest it has seen, which keeps out a holder that was paused.
 */
public final class FencedCounter {

    private long greatestToken;
    private long value;
    private long written;
    private long refused;

    /** Whether {@code token} is admitted. If it is, lower tokens are refused from now on. */
    public boolean admits(long token) {
        if (token < greatestToken) {
            refused++;
            return false;
        }
        greatestToken = token;
        return true;
    }

    public long read() {
        return value;
    }

    public void write(long newValue) {
        value = newValue;
        written++;
    }

    /** The number of writes; equal to {@link #read} if no increment was lost. */
    long written() {
        return written;
    }

    /** The number of stale tokens that were refused. */
    long refused() {
        return refused;
    }
}
