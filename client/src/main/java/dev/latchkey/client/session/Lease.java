package dev.latchkey.client.session;

import dev.latchkey.seams.Time;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Until when the server certainly keeps a session: its time to live after the last answered OPEN or KEEP was <em>sent</em>, less 10 %
 * for clocks of different rates. Both clocks must agree, because the monotonic one stops while the machine is suspended.
 *
 * <p>Changed on the event loop, read by any thread. A thread that sees only one of two changed ends is told the earlier of the two.
 */
final class Lease {

    private static final int MARGIN = 10;

    private final Time time;
    private final long nanos;
    private volatile boolean begun;
    private volatile long endNanos;
    private volatile long endWallMillis;

    Lease(Time time, Duration ttl) {
        this.time = time;
        this.nanos = ttl.toNanos() - ttl.toNanos() / MARGIN;
    }

    /** The server is about to be told that the time to live is {@code rest} from now. The lease never becomes longer. */
    void shorten(Duration rest) {
        long left = rest.toNanos() - rest.toNanos() / MARGIN;
        endNanos = Math.min(left, leftNanos()) + time.nanos();
        endWallMillis = Math.min(endWallMillis, time.wallMillis() + TimeUnit.NANOSECONDS.toMillis(left));
    }

    /** A request that was sent then has been answered. */
    void renew(SentAt sent) {
        endNanos = sent.nanos() + nanos;
        endWallMillis = sent.wallMillis() + TimeUnit.NANOSECONDS.toMillis(nanos);
        begun = true;
    }

    boolean isCurrent() {
        return begun && leftNanos() > 0 && time.wallMillis() < endWallMillis;
    }

    /** The nanoseconds that are left by the monotonic clock; 0 or less if the lease has ended. */
    long leftNanos() {
        return endNanos - time.nanos();
    }
}
