package dev.latchkey.server.net;

/**
 * Measures for how long an event loop could not run, for example because the process was suspended or because the event loop waited for
 * the disk. In that time the server reads nothing, so it must not count against the deadlines of clients. Used on that event loop only.
 */
final class LoopPauses {

    private final long intervalNanos;
    private long lastNanos;

    /**
     * @param intervalNanos the interval at which {@link #pausedNanos} is called while the event loop runs
     * @param now the current monotonic time in nanoseconds
     */
    LoopPauses(long intervalNanos, long now) {
        this.intervalNanos = intervalNanos;
        this.lastNanos = now;
    }

    /** Returns by how much this call is late; 0 if that is less than one interval, as it often is on a busy machine. */
    long pausedNanos(long now) {
        long lateNanos = now - lastNanos - intervalNanos;
        lastNanos = now;
        return lateNanos < intervalNanos ? 0 : lateNanos;
    }
}
