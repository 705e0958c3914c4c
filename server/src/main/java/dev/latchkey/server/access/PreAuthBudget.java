package dev.latchkey.server.access;

import dev.latchkey.wire.Limits;

/**
 * The time, input and output that a connection may use before it is authenticated. Meaningless while it is authenticated. Not
 * thread-safe.
 */
public final class PreAuthBudget {

    private final Limits.BeforeLogin limits;
    private long startNanos;
    private long bytesReceived;
    private long bytesSent;

    /** @param now the current monotonic time in nanoseconds */
    public PreAuthBudget(Limits.BeforeLogin limits, long now) {
        this.limits = limits;
        restart(now);
    }

    /** Grants the full budget again, to a connection that is no longer authenticated. */
    public void restart(long now) {
        startNanos = now;
        bytesReceived = 0;
        bytesSent = 0;
    }

    /** Extends the time by a pause of the server of {@code nanos}, which is over at {@code now}. */
    public void extendDeadline(long nanos, long now) {
        startNanos += Math.min(nanos, now - startNanos);
    }

    public void received(long bytes) {
        bytesReceived += bytes;
    }

    public void sent(long bytes) {
        bytesSent += bytes;
    }

    public boolean isInputSpent() {
        return bytesReceived > limits.inputBytesMax();
    }

    public boolean isOutputSpent() {
        return bytesSent > limits.outputBytesMax();
    }

    public boolean isTimeSpent(long now) {
        return now - startNanos > limits.durationMax().toNanos();
    }
}
