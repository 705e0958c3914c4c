package dev.latchkey.engine.state;

import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.state.HeapLayout;
import dev.latchkey.core.state.StateMachine;
import java.util.OptionalLong;

/**
 * The memory that a state may use. None of it is part of the state: it can differ from one run of the process to the next. Only the bound
 * of the event history becomes part of it, when the store is created or the bound is changed.
 *
 * @param bytesMax the memory limit of the keys, values and tombstones, compared with the state's own estimate
 * @param heldBytesMax the memory limit of the copies that are kept for open snapshots and backups, in addition to {@code bytesMax}
 * @param historyBytesMax the bound of the event history that is wanted, in addition to {@code bytesMax}; empty for that of an existing
 *     store, or for a share of {@code bytesMax} if it is new
 * @param layout the heap that the state is in
 */
public record MemoryLimits(long bytesMax, long heldBytesMax, OptionalLong historyBytesMax, HeapLayout layout) {

    /** By default, copies may use one part in this many of the memory limit. */
    private static final int HELD_SHARE = 4;

    private static final long HELD_BYTES_MIN = 4L << 20;

    /** Tombstones use at most one part in this many of the memory limit, since no client can delete them. */
    private static final int TOMBSTONES_SHARE = 4;

    /** By default, the event history uses one part in this many of the memory limit, in addition to it. */
    private static final int HISTORY_SHARE = 32;

    private static final long HISTORY_BYTES_DEFAULT_MAX = 64L << 20;

    public MemoryLimits {
        if (bytesMax < 1 || heldBytesMax < 1 || historyBytesMax.orElse(1) < 1) {
            throw new IllegalArgumentException("limits must be 1 or more");
        }
    }

    /** Limits with the default bound of the event history. */
    public MemoryLimits(long bytesMax, long heldBytesMax, HeapLayout layout) {
        this(bytesMax, heldBytesMax, OptionalLong.empty(), layout);
    }

    /** Returns a memory limit with the default for the copies, for a heap with the standard layout. */
    public static MemoryLimits of(long bytesMax) {
        return new MemoryLimits(bytesMax, Math.max(HELD_BYTES_MIN, bytesMax / HELD_SHARE), HeapLayout.STANDARD);
    }

    /** The default bound of the event history for a memory limit: a thirty-second of it, at most 64 MiB. */
    public static long historyBytesDefault(long bytesMax) {
        return Math.max(1, Math.min(bytesMax / HISTORY_SHARE, HISTORY_BYTES_DEFAULT_MAX));
    }

    /**
     * The limits of a new store: standard limits, but no more tombstones than fit into a quarter of the memory limit with keys of maximum
     * length. The event history does not count against the memory limit, since no client can delete events.
     */
    public StateLimits ofNewStore() {
        long fit = bytesMax / TOMBSTONES_SHARE / StateMachine.TOMBSTONE_BYTES_MAX;
        int tombstonesMax = (int) Math.max(1, Math.min(fit, StateLimits.STANDARD.tombstonesMax()));
        return StateLimits.STANDARD
                .withTombstonesMax(tombstonesMax)
                .withHistory(HistoryLimits.ofBytes(historyBytesMax.orElse(historyBytesDefault(bytesMax))));
    }

    /** Both limits together. */
    long totalBytesMax() {
        return bytesMax + heldBytesMax;
    }
}
