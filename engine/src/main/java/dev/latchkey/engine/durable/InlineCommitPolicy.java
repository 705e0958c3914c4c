package dev.latchkey.engine.durable;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides whether the thread that submits commands commits them inline. Handing commands to the writer thread, and their replies back,
 * costs more processor time than a fast fsync takes; but a thread that waits for the disk serves no other connection. So commands are
 * committed inline only while fsyncs are fast and almost no client reads.
 *
 * <p>{@link #countStep} is for the commit leader, the rest for any thread.
 */
final class InlineCommitPolicy {

    /** Slower fsyncs, on average, would make an event loop wait too long. */
    static final long FSYNC_NANOS_MAX = 1_000_000;

    /**
     * The weight of one fsync in the moving average, as a divisor. A single fsync of about 30 ms, or a few that are somewhat too slow,
     * end inline commits; a series of fast ones resumes them.
     */
    private static final int AVERAGE_SHARE = 32;

    /** One read is tolerated for this many commands of the last step, counted during that step and since. */
    private static final int READ_SHARE = 8;

    private final AtomicLong reads = new AtomicLong();
    private double averageNanos = 10.0 * FSYNC_NANOS_MAX;
    private volatile boolean fsyncsAreFast;
    private volatile int lastAnswered;
    private volatile long lastReads;

    /** A read was answered immediately. */
    void countRead() {
        reads.incrementAndGet();
    }

    /** A step answered {@code answered} commands; its last fsync took {@code fsyncNanos}. */
    void countStep(int answered, long fsyncNanos) {
        averageNanos += (fsyncNanos - averageNanos) / AVERAGE_SHARE;
        fsyncsAreFast = averageNanos <= FSYNC_NANOS_MAX;
        lastAnswered = answered;
        // The reads of this step still count, because the next decision often follows immediately, before any new read.
        lastReads = reads.getAndSet(0);
    }

    boolean isWorthIt() {
        return fsyncsAreFast && Math.max(lastReads, reads.get()) * READ_SHARE <= lastAnswered;
    }
}
