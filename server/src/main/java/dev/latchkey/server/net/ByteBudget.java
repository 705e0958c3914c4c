package dev.latchkey.server.net;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that all connections hold together, of one kind. Safe for use by many threads. */
final class ByteBudget {

    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();

    ByteBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Takes note that a connection now holds so many bytes more, or fewer; false if that is too much in all. */
    boolean change(long difference) {
        return bytes.addAndGet(difference) <= bytesMax || difference <= 0;
    }

    long bytes() {
        return bytes.get();
    }
}
