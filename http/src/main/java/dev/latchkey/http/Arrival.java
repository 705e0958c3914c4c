package dev.latchkey.http;

import dev.latchkey.wire.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The deadlines of one connection: for the arrival of a request, for its idle time, and for authentication. Not thread-safe. */
final class Arrival {

    /** A connection on which no request arrives for this long is closed. */
    static final Duration IDLE_MAX = Duration.ofSeconds(60);

    private final Limits limits;
    private long connectedAt;
    private long since;
    private long bytes;
    private boolean arriving;

    Arrival(Limits limits, long now) {
        this.limits = limits;
        this.connectedAt = now;
        this.since = now;
    }

    /** Bytes of a request have arrived. */
    void arrived(int count, long now) {
        if (!arriving && count > 0) {
            arriving = true;
            since = now;
            bytes = 0;
        }
        bytes += count;
    }

    /** The request has arrived completely, or a response was sent: the connection is idle from now on. */
    void idle(long now) {
        arriving = false;
        since = now;
    }

    /** The server does not read, so the rest of a request has its full time again. */
    void notRead(long now) {
        since = now;
    }

    /** Whether a request has arrived in part. */
    boolean isArriving() {
        return arriving;
    }

    /** Extends the deadlines by a pause of the server of {@code nanos}, which is over at {@code now}. */
    void extend(long nanos, long now) {
        connectedAt += Math.min(nanos, now - connectedAt);
        since += Math.min(nanos, now - since);
    }

    /** Whether a request arrives too slowly. */
    boolean isTooSlow(long now, boolean loggedIn) {
        Limits.Frames frames = loggedIn ? limits.frames() : limits.framesBeforeLogin();
        return arriving && frames.tooSlow(now - since, bytes);
    }

    /**
     * Returns why the connection must be closed although no request is arriving, as a predicate for the log; null if it need not.
     *
     * @param isIdle whether no request is being answered either
     */
    @Nullable
    String overdue(long now, boolean isIdle, boolean loggedIn) {
        Duration loginMax = limits.beforeLogin().durationMax();
        if (!loggedIn && now - connectedAt > loginMax.toNanos()) {
            return "did not log in within " + loginMax.toSeconds() + " s";
        }
        return isIdle && !arriving && now - since > IDLE_MAX.toNanos()
                ? "sent no request for " + IDLE_MAX.toSeconds() + " s"
                : null;
    }
}
