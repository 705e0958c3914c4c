package dev.latchkey.engine.state;

import dev.latchkey.core.state.HeapLayout;

/**
 * The memory that a state may use. None of it is part of the state: it can differ from one run of the process to the next.
 *
 * @param bytesMax the memory limit of the keys, values and tombstones, compared with the state's own estimate
 * @param heldBytesMax the memory limit of the copies that are kept for open snapshots and backups, in addition to {@code bytesMax}
 * @param layout the heap that the state is in
 */
public record MemoryLimits(long bytesMax, long heldBytesMax, HeapLayout layout) {

    /** By default, copies may use one part in this many of the memory limit. */
    private static final int HELD_SHARE = 4;

    private static final long HELD_BYTES_MIN = 4L << 20;

    public MemoryLimits {
        if (bytesMax < 1 || heldBytesMax < 1) {
            throw new IllegalArgumentException("limits must be 1 or more");
        }
    }

    /** Returns a memory limit with the default for the copies, for a heap with the standard layout. */
    public static MemoryLimits of(long bytesMax) {
        return new MemoryLimits(bytesMax, Math.max(HELD_BYTES_MIN, bytesMax / HELD_SHARE), HeapLayout.STANDARD);
    }

    /** Both limits together. */
    long totalBytesMax() {
        return bytesMax + heldBytesMax;
    }
}
