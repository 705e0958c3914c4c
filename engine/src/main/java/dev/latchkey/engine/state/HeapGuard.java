package dev.latchkey.engine.state;

import java.util.Locale;

/**
 * How much of the heap a store may take while it is read. Why it is asked at all: a JVM that runs out of memory ends with a word of
 * its own, which does not tell what to do. That happens still where values of about a megabyte take more heap than they have bytes,
 * which is not counted.
 *
 * @param heapBytesMax what the heap may become
 */
public record HeapGuard(long heapBytesMax) {

    /** The rest is for the one who reads, and for a collector that would otherwise do nothing but collect. */
    private static final int SHARE_PERCENT = 85;

    /** A server needs about twice the heap that its data takes. */
    private static final int HEAP_FACTOR = 2;

    private static final int MEBIBYTE_BITS = 20;

    /** For who is told by other means. */
    public static final HeapGuard UNLIMITED = new HeapGuard(Long.MAX_VALUE);

    public static HeapGuard ofProcess() {
        return new HeapGuard(Runtime.getRuntime().maxMemory());
    }

    /**
     * Refuses a store that takes too much.
     *
     * @param bytes what is read of it takes, about
     * @param share how much of it that is, above 0 and up to 1, about
     */
    public void require(long bytes, double share) {
        if (bytes <= heapBytesMax / 100 * SHARE_PERCENT) {
            return;
        }
        long whole = (long) Math.min(1e18, bytes / share);
        throw new HeapTooSmallException(String.format(
                Locale.ROOT,
                "the data does not fit into the heap of the JVM, %,d MiB: %d %% of it, %,d MiB, are read. Give it more,"
                        + " such as LATCHKEY_JAVA_OPTS=-Xmx%dm. Nothing is damaged, and nothing was changed",
                heapBytesMax >> MEBIBYTE_BITS,
                (int) (100 * share),
                bytes >> MEBIBYTE_BITS,
                ((HEAP_FACTOR * whole) >> MEBIBYTE_BITS) + 1));
    }
}
