package dev.latchkey.wire;

import io.netty.buffer.ByteBuf;

/**
 * The rest of a long reply. It is written into a buffer of its size, because one that grows becomes up to twice as large. What it refers
 * to must not change until it is written. Not thread-safe.
 */
public interface Remainder {

    /** A reply is long if it has more than about this many bytes. Why not a power of two: it fits into a buffer of that size. */
    int LONG_BYTES = 65_536 - 1_024;

    /** Returns how many bytes {@link #writeTo} writes, or somewhat more. */
    int bytesMax();

    /** Writes the rest. Called once. */
    void writeTo(ByteBuf out);
}
