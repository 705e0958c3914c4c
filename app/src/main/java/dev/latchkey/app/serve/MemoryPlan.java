package dev.latchkey.app.serve;

import dev.latchkey.app.console.UsageException;
import dev.latchkey.engine.state.JvmHeap;
import dev.latchkey.engine.state.MemoryLimits;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * How a server divides the memory that it has, so that it refuses what does not fit instead of running out of memory. The heap holds
 * the store, the copies that snapshots need, and the write queue; direct memory holds requests and replies; the JVM needs the rest.
 * docs/operations.md shows the result for some sizes.
 *
 * @param storeBytes the memory limit of the keys and values
 * @param historyBytes the memory limit of the event history that is wanted; empty for the default
 * @param heldBytes the limit of the copies that are kept for snapshots and backups
 * @param queuedBytes the size of the write queue
 * @param replyQueueBytes the limit of replies that are queued, for all connections together
 * @param directBytes the limit of direct memory
 * @param inputBytes the limit of requests that are incomplete, for all connections together
 * @param outputBytes the limit of replies that clients have not read, for all connections together
 */
record MemoryPlan(
        long storeBytes,
        OptionalLong historyBytes,
        long heldBytes,
        long queuedBytes,
        long replyQueueBytes,
        long directBytes,
        long inputBytes,
        long outputBytes) {

    private static final long MEBIBYTE = 1 << 20;

    /** The part of the heap for classes, connections and buffers, whose size does not depend on the heap. */
    private static final long HEAP_FIXED = 32 * MEBIBYTE;

    /** With -Xmx64m some collectors report less than that, because one of their survivor spaces is always empty. */
    private static final long HEAP_MIN = 56 * MEBIBYTE;

    /** The default memory limit, and the largest that can be set, in percent of the heap without the fixed part. */
    private static final int STORE_PERCENT = 60;

    private static final int STORE_PERCENT_MAX = 70;

    /** Of the part of the heap where old objects are, the store leaves this much free, so that the collector makes progress. */
    private static final int LONG_LIVED_PERCENT = 80;

    private static final int HELD_SHARE = 8;
    private static final int QUEUED_SHARE = 16;
    private static final long QUEUED_MIN = 4 * MEBIBYTE;
    private static final long QUEUED_MAX = 256 * MEBIBYTE;

    /** With regions it is half of this share, because an array of more than half a region takes up to twice its length. */
    private static final int REPLY_QUEUE_SHARE = 16;

    /** What the JVM needs beside heap and direct memory: classes, compiled code, threads; and for the collector a part of the heap. */
    private static final long JVM_FIXED = 71 * MEBIBYTE;

    private static final int JVM_HEAP_SHARE = 16;

    /** While a network thread encodes a reply, the buffer before and the one after it has grown exist, and a page of a backup. */
    private static final long DIRECT_PER_THREAD = 6 * MEBIBYTE;

    private static final long DIRECT_MIN = 17 * MEBIBYTE;
    private static final long BUDGET_MAX = 256 * MEBIBYTE;

    /** The largest request three times: the buffer in which it accumulates may be twice as large as its content. */
    private static final long INPUT_MIN = 6 * MEBIBYTE;

    private static final long OUTPUT_MIN = 4 * MEBIBYTE;

    /** Requests become objects in the heap as they arrive, so they count there too. */
    private static final int INPUT_HEAP_SHARE = 8;

    /**
     * Divides the memory of a process.
     *
     * @param threads the number of network threads
     * @param historyBytes the memory limit of the event history; empty for the default
     * @param storeBytes returns the memory limit of the store, given the default
     * @throws UsageException if the memory does not suffice, or not for that limit
     */
    static MemoryPlan of(
            ProcessMemory memory, int threads, OptionalLong historyBytes, ToLongFunction<Long> storeBytes) {
        JvmHeap heap = memory.heap();
        long direct = directBytes(memory, threads);
        long store = storeBytes.applyAsLong(storeBytesDefault(heap, historyBytes));
        requireFits(store, historyBytes, heap);
        long spare = direct - threads * DIRECT_PER_THREAD;
        return new MemoryPlan(
                store,
                historyBytes,
                Math.max(2 * heap.layout().largestValueBytes(), store / HELD_SHARE),
                between(QUEUED_MIN, store / QUEUED_SHARE, QUEUED_MAX),
                replyQueueBytes(heap),
                direct,
                between(INPUT_MIN, Math.min(spare / 4, heap.bytesMax() / INPUT_HEAP_SHARE), BUDGET_MAX),
                between(OUTPUT_MIN, spare / 2, BUDGET_MAX));
    }

    private static long replyQueueBytes(JvmHeap heap) {
        int share = heap.layout().regionBytes() == 0 ? REPLY_QUEUE_SHARE : 2 * REPLY_QUEUE_SHARE;
        return between(QUEUED_MIN, heap.bytesMax() / share, QUEUED_MAX);
    }

    private static long storeBytesDefault(JvmHeap heap, OptionalLong historyBytes) {
        long usual = Math.min(
                (heap.bytesMax() - HEAP_FIXED) / 100 * STORE_PERCENT,
                heap.longLivedBytesMax() / 100 * LONG_LIVED_PERCENT);
        return Math.max(MEBIBYTE, usual - moreHistory(usual, historyBytes));
    }

    /** By how much the event history is larger than the default, which fits beside every store. */
    private static long moreHistory(long store, OptionalLong historyBytes) {
        long usual = MemoryLimits.historyBytesDefault(store);
        return Math.max(0, historyBytes.orElse(usual) - usual);
    }

    private static void requireFits(long store, OptionalLong historyBytes, JvmHeap heap) {
        long most = (heap.bytesMax() - HEAP_FIXED) / 100 * STORE_PERCENT_MAX;
        long more = moreHistory(store, historyBytes);
        if (more > 0 && store + more > most) {
            throw new UsageException(String.format(
                    Locale.ROOT,
                    "max-memory and history-bytes together exceed what a JVM heap of %dm has room for: use %dm or less"
                            + " for both, or set LATCHKEY_JAVA_OPTS=-Xmx%dm",
                    mebibytes(heap.bytesMax()),
                    mebibytes(most),
                    mebibytes((store + more) / STORE_PERCENT_MAX * 100 + HEAP_FIXED) + 1));
        }
        if (store > most) {
            throw new UsageException(String.format(
                    Locale.ROOT,
                    "max-memory exceeds what a JVM heap of %dm has room for: use %dm or less, or set"
                            + " LATCHKEY_JAVA_OPTS=-Xmx%dm",
                    mebibytes(heap.bytesMax()),
                    mebibytes(most),
                    mebibytes(store / STORE_PERCENT_MAX * 100 + HEAP_FIXED) + 1));
        }
    }

    /** Returns what the heap and the JVM leave for direct memory, up to what the budgets can use. */
    private static long directBytes(ProcessMemory memory, int threads) {
        long heap = memory.heap().bytesMax();
        long jvm = JVM_FIXED + heap / JVM_HEAP_SHARE;
        long least = DIRECT_MIN + (threads - 1L) * DIRECT_PER_THREAD;
        long useful = 2 * BUDGET_MAX + BUDGET_MAX / 2 + threads * DIRECT_PER_THREAD;
        if (heap < HEAP_MIN) {
            throw new UsageException(
                    "the JVM heap of " + mebibytes(heap) + "m is too small: a server needs at least 64m. Set"
                            + " LATCHKEY_JAVA_OPTS=-Xmx64m or more, and give a container at least 192m");
        }
        if (memory.directBytesMax() > 0) {
            useful = Math.max(least, memory.directBytesMax());
            least = useful;
        }
        long left = memory.machineBytes() - heap - jvm;
        if (left < least) {
            throw new UsageException(String.format(
                    Locale.ROOT,
                    "the container or machine has %dm of memory, and this server needs %dm: %dm for the JVM heap, %dm for"
                            + " network buffers and %dm for the JVM itself. Give it more memory, or set a smaller heap with"
                            + " LATCHKEY_JAVA_OPTS=-Xmx...m (at least 64m), or fewer network threads with --threads",
                    mebibytes(memory.machineBytes()),
                    mebibytes(heap + least + jvm) + 1,
                    mebibytes(heap),
                    mebibytes(least),
                    mebibytes(jvm)));
        }
        return Math.min(left, useful);
    }

    private static long between(long least, long value, long most) {
        return Math.max(least, Math.min(value, most));
    }

    private static long mebibytes(long bytes) {
        return bytes / MEBIBYTE;
    }

    /** The limits of the store. */
    MemoryLimits limits(JvmHeap heap) {
        return new MemoryLimits(storeBytes, heldBytes, historyBytes, heap.layout());
    }
}
