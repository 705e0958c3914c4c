package dev.latchkey.engine.durable;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether a step is worth being taken by the thread that brought the commands. To hand them to another thread, and their replies back,
 * costs more processor time than a short force takes; but a thread that waits for the disk serves nobody meanwhile. So it does only while
 * forces are short and next to nobody reads.
 *
 * <p>{@link #stepped} is for whoever has the turn, the rest for any thread.
 */
final class InlineCommitPolicy {

    /** Forces that take longer, on average, make a thread of the network wait too long. */
    static final long FORCE_NANOS_MAX = 1_000_000;

    /**
     * A force counts for this part of the average, so that one of about 30 ms, or a few that are somewhat too long, end lending, and a
     * while of short ones begins it.
     */
    private static final int FORCE_SHARE = 32;

    /** For so many commands of the last step there may be one read: until it ended, and since. */
    private static final int READ_SHARE = 8;

    private final AtomicLong reads = new AtomicLong();
    private double forceNanos = 10.0 * FORCE_NANOS_MAX;
    private volatile boolean forcesAreShort;
    private volatile int lastAnswered;
    private volatile long lastReads;

    /** A read has been answered at once. */
    void read() {
        reads.incrementAndGet();
    }

    /** A step has been taken, which answered so many commands; the last force took so long. */
    void stepped(int answered, long lastForceNanos) {
        forceNanos += (lastForceNanos - forceNanos) / FORCE_SHARE;
        forcesAreShort = forceNanos <= FORCE_NANOS_MAX;
        lastAnswered = answered;
        // Why they still count: when a step has just ended there are none since, and the next is often lent then.
        lastReads = reads.getAndSet(0);
    }

    boolean isWorthIt() {
        return forcesAreShort && Math.max(lastReads, reads.get()) * READ_SHARE <= lastAnswered;
    }
}
