package dev.latchkey.client.lock.waiting;

import java.time.Duration;

/** How long an acquisition waits while another client holds the lock. */
public record AcquireTimeout(boolean unbounded, long nanos) {

    /** Waits without limit. */
    public static final AcquireTimeout FOR_EVER = new AcquireTimeout(true, 0);

    /** Does not wait. */
    public static final AcquireTimeout NONE = new AcquireTimeout(false, 0);

    private static final Duration MAX = Duration.ofDays(365);

    /** Waits for {@code timeout}, at most 365 days; 0 or less does not wait. */
    public static AcquireTimeout of(Duration timeout) {
        Duration bounded = timeout.compareTo(MAX) > 0 ? MAX : timeout;
        return bounded.isNegative() ? NONE : new AcquireTimeout(false, bounded.toNanos());
    }

    /** Whether it also bounds each operation. With none, the single read still gets the Clerk's usual deadline. */
    public boolean isTimed() {
        return !unbounded && nanos > 0;
    }

    /** The nanoseconds left after {@code spent} nanoseconds; {@link Long#MAX_VALUE} if unbounded. */
    public long leftNanos(long spent) {
        return unbounded ? Long.MAX_VALUE : Math.max(0, nanos - spent);
    }

    /** What is left of it after {@code spent} nanoseconds; at least 1 ns of a timed one. */
    public AcquireTimeout after(long spent) {
        return isTimed() ? new AcquireTimeout(false, Math.max(1, leftNanos(spent))) : this;
    }
}
