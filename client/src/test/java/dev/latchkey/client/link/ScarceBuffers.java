package dev.latchkey.client.link;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Allocates buffers that hold at most {@code bytesMax} bytes and throw when more are written. */
final class ScarceBuffers extends AbstractByteBufAllocator {

    private final int bytesMax;

    ScarceBuffers(int bytesMax) {
        super(false);
        this.bytesMax = bytesMax;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return Unpooled.buffer(initialCapacity, bytesMax);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return newHeapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }
}
