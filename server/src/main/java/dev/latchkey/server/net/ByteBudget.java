package dev.latchkey.server.net;

import java.util.concurrent.atomic.AtomicLong;

/** A limit on the memory that all connections together use for one purpose. Thread-safe. */
final class ByteBudget {

    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();

    ByteBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Adds the change in the memory that one connection uses; returns false if it uses more now and the limit is exceeded. */
    boolean change(long difference) {
        return bytes.addAndGet(difference) <= bytesMax || difference <= 0;
    }

    /** The memory that all connections use now. */
    long bytes() {
        return bytes.get();
    }
}
