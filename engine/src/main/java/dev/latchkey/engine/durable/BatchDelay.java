package dev.latchkey.engine.durable;

/**
 * When the writer begins a batch though more commands may come. Clients that have just been answered tend to ask again within the
 * time that they need for it; a batch begun on the first of them leaves the others to the next force, so that each force carries half as
 * many. So the writer waits for as many as it has just answered, but only a part of the time that a force takes, and not again for a while if
 * that was in vain. (PostgreSQL has commit_delay and commit_siblings for this, set by hand.)
 *
 * <p>For whoever has the turn ({@link CommitLeadership}).
 */
final class BatchDelay {

    private static final long WAIT_NANOS_MAX = 2_000_000;

    /** The wait is at most this part of a force. */
    private static final int FORCE_PART = 2;

    private static final int SKIPPED_MAX = 63;

    private int expected = 1;
    private long until;
    private int skip;
    private int skipNext = 1;

    /** A batch of {@code answered} has been answered while so many others were waiting already. */
    void answered(int answered, int waiting, long forceNanos, long now) {
        if (skip > 0) {
            skip--;
            expected = 1;
        } else {
            expected = answered + waiting;
        }
        until = now + Math.min(WAIT_NANOS_MAX, forceNanos / FORCE_PART);
    }

    /** How many commands are worth no more waiting. */
    int expected() {
        return expected;
    }

    /** How long to wait for more with so many there, at least one; 0 or less: begin. */
    long waitNanos(int waiting, long now) {
        return waiting >= expected ? 0 : until - now;
    }

    /** A batch begins, with so many waiting. */
    void begins(int waiting) {
        if (expected <= 1) {
            return;
        }
        if (waiting * 4L >= expected * 3L) {
            skipNext = 1;
        } else {
            skip = skipNext;
            skipNext = Math.min(SKIPPED_MAX, skipNext * 2 + 1);
        }
    }
}
