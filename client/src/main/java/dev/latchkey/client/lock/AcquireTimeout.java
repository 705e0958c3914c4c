package dev.latchkey.client.lock;

import java.time.Duration;

/** How long an acquisition waits while another client holds the lock. */
record AcquireTimeout(boolean unbounded, long nanos) {

    static final AcquireTimeout FOR_EVER = new AcquireTimeout(true, 0);
    static final AcquireTimeout NONE = new AcquireTimeout(false, 0);

    private static final Duration MAX = Duration.ofDays(365);

    static AcquireTimeout of(Duration timeout) {
        Duration bounded = timeout.compareTo(MAX) > 0 ? MAX : timeout;
        return bounded.isNegative() ? NONE : new AcquireTimeout(false, bounded.toNanos());
    }

    /** Whether it also bounds each operation. With none, the single read still gets the Clerk's usual deadline. */
    boolean isTimed() {
        return !unbounded && nanos > 0;
    }

    /** The nanoseconds left after {@code spent} nanoseconds; {@link Long#MAX_VALUE} if unbounded. */
    long leftNanos(long spent) {
        return unbounded ? Long.MAX_VALUE : Math.max(0, nanos - spent);
    }
}
