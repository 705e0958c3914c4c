package dev.latchkey.server;

import java.util.concurrent.atomic.AtomicLong;

/** What waits for slow readers on all connections together. Safe for use by many threads. */
final class OutputBudget {

    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();

    OutputBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Takes note that a connection now has so many bytes more, or fewer, waiting; false if that is too much in all. */
    boolean change(long difference) {
        return bytes.addAndGet(difference) <= bytesMax || difference <= 0;
    }

    long bytes() {
        return bytes.get();
    }
}
