package dev.latchkey.wire;

import io.netty.buffer.ByteBuf;

/**
 * The rest of a long reply that is written in slices, so that no reply keeps a thread or a large buffer for long. What it refers to
 * must not change until it is written. Not thread-safe.
 */
public interface Remainder {

    /** The size of a slice. Why a little less than a power of two: the slice and its header fit into a buffer of that capacity. */
    int SLICE_BYTES = 65_536 - 1_024;

    /** Writes about {@link #SLICE_BYTES} more, and returns whether the reply is complete. Not to be called after that. */
    boolean writeSlice(ByteBuf out);

    /** Writes all of it. */
    default void writeAll(ByteBuf out) {
        boolean complete;
        do {
            complete = writeSlice(out);
        } while (!complete);
    }
}
