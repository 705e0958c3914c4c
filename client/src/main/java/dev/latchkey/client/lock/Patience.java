package dev.latchkey.client.lock;

import java.time.Duration;

/** How long an acquisition waits for a lock that somebody holds. */
record Patience(boolean unbounded, long nanos) {

    static final Patience FOR_EVER = new Patience(true, 0);
    static final Patience NONE = new Patience(false, 0);

    private static final Duration MAX = Duration.ofDays(365);

    static Patience of(Duration timeout) {
        Duration bounded = timeout.compareTo(MAX) > 0 ? MAX : timeout;
        return bounded.isNegative() ? NONE : new Patience(false, bounded.toNanos());
    }

    /** Whether it bounds each operation too: without any, one look is still given its usual time. */
    boolean isTimed() {
        return !unbounded && nanos > 0;
    }

    /** How much of it is left after {@code spent} nanoseconds. */
    long leftNanos(long spent) {
        return unbounded ? Long.MAX_VALUE : Math.max(0, nanos - spent);
    }
}
