package dev.latchkey.sim.load;

/**
 * A counter that a lock protects: whoever counts reads it and, some time later, writes it. It admits nobody with a token lower
 * than one it has seen, which is what keeps out a holder that was paused.
 */
public final class FencedCounter {

    private long greatestToken;
    private long value;
    private long written;
    private long refused;

    /** Whether {@code token} is admitted. From now on no lower one is. */
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

    /** How often it was written; the same as {@link #read} if no count was lost. */
    long written() {
        return written;
    }

    /** How often somebody came with a token that was over. */
    long refused() {
        return refused;
    }
}
