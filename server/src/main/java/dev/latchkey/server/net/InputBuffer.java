package dev.latchkey.server.net;

import dev.latchkey.server.budget.BudgetShare;
import dev.latchkey.server.budget.ByteBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/** The bytes of one connection that have arrived and are not parsed yet. Used on the connection's thread only. */
final class InputBuffer {

    /** A buffer may have twice the capacity of its contents plus this much; a larger one is replaced. */
    private static final int SPARE_BYTES_MAX = 1_024;

    private final ChannelHandlerContext context;
    private final BudgetShare share;
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

    /** @param whenShed runs on the connection's thread if the budget is exceeded and this buffer must be released */
    InputBuffer(ChannelHandlerContext context, Runnable whenShed) {
        this.context = context;
        this.share = new BudgetShare(context.executor(), whenShed);
    }

    /** The bytes to parse; the caller may consume them but not keep the buffer. */
    ByteBuf bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return !bytes.isReadable();
    }

    /** Appends {@code arrived} and takes ownership of it. In the common case, when the buffer is empty, nothing is copied. */
    void append(ByteBuf arrived) {
        if (isEmpty()) {
            bytes.release();
            bytes = arrived;
        } else {
            try {
                bytes = bytes.ensureWritable(arrived.readableBytes()).writeBytes(arrived);
            } finally {
                arrived.release();
            }
        }
    }

    /** Frees memory that the remaining bytes do not need. */
    void trim() {
        if (isEmpty()) {
            clear();
        } else if (bytes.capacity() > 2 * bytes.readableBytes() + SPARE_BYTES_MAX) {
            ByteBuf rest = context.alloc().buffer(bytes.readableBytes()).writeBytes(bytes);
            bytes.release();
            bytes = rest;
        }
    }

    /** Discards the bytes. */
    void clear() {
        bytes.release();
        bytes = Unpooled.EMPTY_BUFFER;
    }

    /** The memory that the bytes take. */
    int bytesHeld() {
        return bytes.capacity();
    }

    /**
     * Reports the memory in use to {@code budget}; returns false if it is exceeded and this buffer must be released.
     *
     * @param parsed the memory that the parser uses for an incomplete request
     */
    boolean updateBudget(ByteBudget budget, long parsed) {
        return share.set(budget, parsed + bytes.capacity());
    }

    /** Discards the bytes and returns their memory to the budget. */
    void release() {
        clear();
        share.release();
    }
}
