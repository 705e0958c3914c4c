package dev.latchkey.server.access;

import dev.latchkey.wire.Limits;

/** What a client may use up while it is not logged in: time, input and output. Of no meaning while it is. For one thread. */
public final class LoginAllowance {

    private final Limits.BeforeLogin limits;
    private long begun;
    private long bytesIn;
    private long bytesOut;

    /** From {@code now} on, in nanoseconds. */
    public LoginAllowance(Limits.BeforeLogin limits, long now) {
        this.limits = limits;
        renew(now);
    }

    /** All of it again: somebody who was logged in is so no longer. */
    public void renew(long now) {
        begun = now;
        bytesIn = 0;
        bytesOut = 0;
    }

    public void read(long bytes) {
        bytesIn += bytes;
    }

    public void written(long bytes) {
        bytesOut += bytes;
    }

    public boolean isInputSpent() {
        return bytesIn > limits.inputBytesMax();
    }

    public boolean isOutputSpent() {
        return bytesOut > limits.outputBytesMax();
    }

    public boolean isTimeSpent(long now) {
        return now - begun > limits.durationMax().toNanos();
    }
}
