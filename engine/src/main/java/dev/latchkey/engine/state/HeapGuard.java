package dev.latchkey.engine.state;

import java.util.Locale;

/**
 * Limits how much of the heap a store may use while recovery reads it. Without this check a JVM that runs out of memory exits with a
 * message that does not say what to do.
 *
 * @param heapBytesMax the maximum size of the heap
 */
public record HeapGuard(long heapBytesMax) {

    /** The rest is for the reading itself, and for the collector, which would otherwise do nothing but collect. */
    private static final int SHARE_PERCENT = 85;

    /** A server needs about twice the heap that its data uses. */
    private static final int HEAP_FACTOR = 2;

    private static final int MEBIBYTE_BITS = 20;

    /** Never refuses, for programs that handle a full heap in another way. */
    public static final HeapGuard UNLIMITED = new HeapGuard(Long.MAX_VALUE);

    public static HeapGuard ofProcess() {
        return new HeapGuard(Runtime.getRuntime().maxMemory());
    }

    /**
     * Refuses a store that uses too much of the heap.
     *
     * @param bytes about how much memory the part that has been read uses
     * @param share about how much of the store that part is, above 0 and up to 1
     * @throws HeapTooSmallException if {@code bytes} exceeds 85 % of the heap
     */
    public void require(long bytes, double share) {
        if (bytes <= heapBytesMax / 100 * SHARE_PERCENT) {
            return;
        }
        long whole = (long) Math.min(1e18, bytes / share);
        throw new HeapTooSmallException(String.format(
                Locale.ROOT,
                "the data does not fit into the JVM heap of %,d MiB: the %d %% of it that have been read use %,d MiB."
                        + " Use a larger heap, for example LATCHKEY_JAVA_OPTS=-Xmx%dm. The data is intact and nothing"
                        + " was changed",
                heapBytesMax >> MEBIBYTE_BITS,
                (int) (100 * share),
                bytes >> MEBIBYTE_BITS,
                ((HEAP_FACTOR * whole) >> MEBIBYTE_BITS) + 1));
    }
}
