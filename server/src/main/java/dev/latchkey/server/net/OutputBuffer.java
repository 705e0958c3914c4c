package dev.latchkey.server.net;

import dev.latchkey.server.budget.BudgetShare;
import dev.latchkey.server.budget.Budgets;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The output of one connection: collects replies so that several leave in one write, and measures what the client has not read yet. Used
 * on the connection's thread only.
 */
public final class OutputBuffer {

    /** This many bytes are sent even if more requests are waiting to be answered. */
    private static final int FLUSH_AT_BYTES = 65_536;

    private static final int BYTES_INITIAL = 1_024;

    private final ChannelHandlerContext context;
    private final BudgetShare share;
    private final BudgetShare queuedShare;

    /** Replies that are not yet handed to the channel. */
    private @Nullable ByteBuf replies;

    private long stalledSince;
    private long lastPendingBytes;
    private long lastProgress;
    private long lastMillisSinceSent;

    /** @param whenShed runs on the connection's thread if the budget is exceeded and this buffer must be released */
    public OutputBuffer(ChannelHandlerContext context, Runnable whenShed) {
        this.context = context;
        this.share = new BudgetShare(context.executor(), whenShed);
        this.queuedShare = new BudgetShare(context.executor(), whenShed);
    }

    /** The buffer to append replies to; valid until the next flush. */
    ByteBuf replies() {
        if (replies == null) {
            replies = context.alloc().ioBuffer(BYTES_INITIAL);
        }
        return replies;
    }

    /** Whether the channel's pending output is below its high-water mark. Sends nothing. */
    public boolean hasRoom() {
        return context.channel().isWritable();
    }

    /** Sends the replies if there are at least {@link #FLUSH_AT_BYTES}. */
    boolean flushIfFull() {
        return replies != null && replies.readableBytes() >= FLUSH_AT_BYTES && flush();
    }

    /** Sends the replies. Returns whether there were any. */
    boolean flush() {
        if (replies == null) {
            return false;
        }
        ByteBuf written = replies;
        replies = null;
        context.writeAndFlush(written, context.voidPromise());
        return true;
    }

    /**
     * Reports the pending output and the queued replies to {@code budgets}; returns false if one of them is exceeded and this buffer must
     * be released.
     *
     * @param queued the memory of what has not been written to this buffer yet
     */
    public boolean updateBudgets(Budgets budgets, long queued) {
        return share.set(budgets.output(), pendingBytes()) && queuedShare.set(budgets.queued(), queued);
    }

    /** How many bytes the client has not been sent yet. */
    public long pendingBytes() {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** Looks whether the client has read anything since the last call. */
    public void checkProgress(long now) {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        long pending = pendingBytes();
        long progress = buffer == null ? 0 : buffer.currentProgress();
        long millisSinceSent = pending == 0 ? 0 : IoTransport.millisSinceSent(context.channel());
        if (pending == 0
                || pending != lastPendingBytes
                || progress != lastProgress
                || millisSinceSent < lastMillisSinceSent) {
            stalledSince = now;
        }
        lastPendingBytes = pending;
        lastProgress = progress;
        lastMillisSinceSent = millisSinceSent;
    }

    /** Extends the time that the client has to read something by a pause of the server of {@code nanos}, which is over at {@code now}. */
    public void extendDeadline(long nanos, long now) {
        stalledSince += Math.min(nanos, now - stalledSince);
    }

    /** For how long the client had read nothing of its pending output at the last {@link #checkProgress}. */
    public long stalledNanos(long now) {
        return now - stalledSince;
    }

    /** Discards the replies, because the connection is closed. */
    public void release() {
        share.release();
        queuedShare.release();
        if (replies != null) {
            replies.release();
            replies = null;
        }
    }
}
