package dev.latchkey.engine.durable;

/**
 * The batch delay of group commit: how long to wait for more commands before a batch begins. Clients that were just answered tend to
 * send their next command soon; a batch that begins with the first of these leaves the others to the next fsync, so that each fsync
 * commits only half of the clients. So the writer waits until as many commands are queued as it has just answered, but only for a part
 * of the time that an fsync takes, and pauses that for a while when it was in vain. (PostgreSQL has commit_delay and commit_siblings
 * for this, set by the administrator.)
 *
 * <p>For the commit leader.
 */
final class BatchDelay {

    private static final long WAIT_NANOS_MAX = 2_000_000;

    /** The wait is at most one part in this many of the time of an fsync. */
    private static final int FSYNC_SHARE = 2;

    private static final int SKIPPED_MAX = 63;

    private int expected = 1;
    private long until;
    private int skip;
    private int skipNext = 1;

    /** A batch of {@code answered} commands was answered while {@code queued} others were queued. */
    void answered(int answered, int queued, long fsyncNanos, long now) {
        if (skip > 0) {
            skip--;
            expected = 1;
        } else {
            expected = answered + queued;
        }
        until = now + Math.min(WAIT_NANOS_MAX, fsyncNanos / FSYNC_SHARE);
    }

    /** The number of queued commands for which the next batch begins without further delay. */
    int expected() {
        return expected;
    }

    /** How long to wait for more commands if {@code queued} are there, at least one; 0 or less to begin now. */
    long waitNanos(int queued, long now) {
        return queued >= expected ? 0 : until - now;
    }

    /** A batch begins with {@code queued} commands. */
    void begins(int queued) {
        if (expected <= 1) {
            return;
        }
        if (queued * 4L >= expected * 3L) {
            skipNext = 1;
        } else {
            skip = skipNext;
            skipNext = Math.min(SKIPPED_MAX, skipNext * 2 + 1);
        }
    }
}
