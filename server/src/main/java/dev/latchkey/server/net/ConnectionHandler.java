package dev.latchkey.server.net;

import dev.latchkey.server.talk.Conversation;
import dev.latchkey.wire.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket, and the {@link Conversation} it carries. Gathers replies and sends them together; stops reading while the reader
 * does not keep up.
 *
 * <p>Ordering: everything runs on the channel's event loop. A connection is ended in two steps, so that replies are not lost
 * to a reset: first our side is shut down, then what still comes is read and thrown away until the client closes too, or
 * {@link #LINGER_MILLIS_MAX} have passed.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter implements Conversation.Line {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);

    /** Replies of so many bytes are sent though more requests wait to be answered. */
    private static final int SEND_AT_BYTES = 65_536;

    private static final int OUTPUT_BYTES_INITIAL = 1_024;

    private static final int LINGER_MILLIS_MAX = 1_000;

    /** A buffer that holds an unfinished request may be twice as large as what it holds, and so much larger again. */
    private static final int SPARE_BYTES_MAX = 1_024;

    private final Limits.Output limits;
    private final ByteBudget budget;
    private final ByteBudget inputBudget;
    private final RateLimitedLog outOfMemory;
    private final Function<Conversation.Line, Conversation> conversations;

    private @Nullable ChannelHandlerContext context;
    private @Nullable Conversation conversation;

    /** Bytes that have come and are not taken yet. */
    private ByteBuf input = Unpooled.EMPTY_BUFFER;

    private @Nullable ByteBuf output;
    private boolean lingering;

    /** {@link #awake} will run. */
    private boolean waking;

    /** Nothing more is read from the socket. */
    private boolean inputEnded;

    /** What this connection has told the budgets. */
    private long budgeted;

    private long inputBudgeted;

    private long stalledSince;
    private long lastSeenPending;
    private long lastSeenProgress;

    ConnectionHandler(
            Limits.Output limits,
            ByteBudget budget,
            ByteBudget inputBudget,
            RateLimitedLog outOfMemory,
            Function<Conversation.Line, Conversation> conversations) {
        this.limits = limits;
        this.budget = budget;
        this.inputBudget = inputBudget;
        this.outOfMemory = outOfMemory;
        this.conversations = conversations;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        conversation = conversations.apply(this);
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf arrived = (ByteBuf) message;
        if (lingering) {
            arrived.release();
            return;
        }
        int bytes = arrived.readableBytes();
        append(arrived);
        converse(bytes);
    }

    /** Keeps a whole read as it came, so that the common case copies nothing; a small rest is copied to fit, and then grows. */
    private void append(ByteBuf arrived) {
        if (!input.isReadable()) {
            input.release();
            input = arrived;
        } else {
            try {
                input = input.ensureWritable(arrived.readableBytes()).writeBytes(arrived);
            } finally {
                arrived.release();
            }
        }
    }

    private void converse(int arrived) {
        if (conversation == null || lingering) {
            return;
        }
        conversation.read(input, arrived);
        if (!input.isReadable() || lingering) {
            input.release();
            input = Unpooled.EMPTY_BUFFER;
        } else if (input.capacity() > 2 * input.readableBytes() + SPARE_BYTES_MAX) {
            ByteBuf rest = context().alloc().buffer(input.readableBytes()).writeBytes(input);
            input.release();
            input = rest;
        }
        checkInputBudget(conversation);
    }

    private void checkInputBudget(Conversation talk) {
        if (!holdInput(talk.heldBytes() + input.capacity())) {
            LOG.warn(
                    "{}: closed, too much is held of unfinished requests",
                    context().channel().remoteAddress());
            forgetInput();
            talk.refuseInput();
        }
    }

    /** Tells the budget that so much input is held now; false if that is too much in all. */
    private boolean holdInput(long bytes) {
        long difference = bytes - inputBudgeted;
        inputBudgeted = bytes;
        return difference == 0 || inputBudget.change(difference);
    }

    private void forgetInput() {
        input.release();
        input = Unpooled.EMPTY_BUFFER;
        holdInput(0);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        send();
        readOn();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable() && conversation != null) {
            conversation.proceed();
        }
    }

    /** Answers what could not be answered for lack of room, and reads on if there is room still. */
    private void readOn() {
        if (lingering) {
            context().read();
        } else if (conversation != null && conversation.hasRoom()) {
            if (input.isReadable() || inputEnded) {
                converse(0);
                send();
            }
            if (lingering || (!inputEnded && conversation.hasRoom())) {
                context().read();
            }
        }
    }

    @Override
    public ByteBuf output() {
        if (output == null) {
            output = context().alloc().ioBuffer(OUTPUT_BYTES_INITIAL);
        }
        return output;
    }

    @Override
    public boolean hasRoom() {
        if (output != null && output.readableBytes() >= SEND_AT_BYTES) {
            send();
        }
        return context().channel().isWritable();
    }

    /** Why later: of the replies that an engine brings together, all are sent at once. */
    @Override
    public void wake() {
        if (!waking) {
            waking = true;
            home().execute(this::awake);
        }
    }

    /** Why caught: it runs as a task, and what a task throws nobody hears of. */
    private void awake() {
        waking = false;
        try {
            send();
            readOn();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    @Override
    public void fail(Throwable cause) {
        exceptionCaught(context(), cause);
    }

    @Override
    public Executor home() {
        return context().executor();
    }

    private void send() {
        if (output != null) {
            ByteBuf replies = output;
            output = null;
            context().writeAndFlush(replies, context().voidPromise());
            checkBudget();
        }
    }

    private void checkBudget() {
        Channel channel = context().channel();
        long waiting = pendingBytes(channel);
        long difference = waiting - budgeted;
        budgeted = waiting;
        if (difference != 0 && !budget.change(difference)) {
            LOG.warn("{}: closed, too many replies wait for slow readers", channel.remoteAddress());
            channel.close();
        }
    }

    private static long pendingBytes(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public void hangUp() {
        if (lingering) {
            return;
        }
        lingering = true;
        send();
        ChannelHandlerContext ctx = context();
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
            if (flushed.isSuccess() && ctx.channel() instanceof DuplexChannel socket && !socket.isInputShutdown()) {
                socket.shutdownOutput();
                ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS_MAX, TimeUnit.MILLISECONDS);
                ctx.read();
            } else {
                ctx.close();
            }
        });
    }

    /** Reads no more, and ends the connection once all that was read is answered. */
    void finish() {
        if (conversation != null && !lingering) {
            inputEnded = true;
            conversation.finish();
            converse(0);
            send();
        }
    }

    /** Closes the connection if the client has used up its time, or takes none of what waits for it. Called now and then. */
    void inspect(long now) {
        if (context == null || conversation == null) {
            return;
        }
        checkBudget();
        conversation.tidy(now);
        String reason = lingering ? null : conversation.overdue(now);
        if (reason == null && hasStalled(now)) {
            reason = "took none of its replies for " + limits.stalledMax().toSeconds() + " s";
        }
        if (reason != null) {
            LOG.info("{}: closed, it {}", context().channel().remoteAddress(), reason);
            context().close();
        }
    }

    private boolean hasStalled(long now) {
        ChannelOutboundBuffer buffer = context().channel().unsafe().outboundBuffer();
        long pending = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        long progress = buffer == null ? 0 : buffer.currentProgress();
        if (pending == 0 || pending != lastSeenPending || progress != lastSeenProgress) {
            lastSeenPending = pending;
            lastSeenProgress = progress;
            stalledSince = now;
        }
        return now - stalledSince > limits.stalledMax().toNanos();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            if (!lingering) {
                finish();
            } else if (ctx.channel() instanceof DuplexChannel socket && socket.isOutputShutdown()) {
                ctx.close();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        budget.change(-budgeted);
        budgeted = 0;
        lingering = true;
        if (conversation != null) {
            conversation.abandon();
        }
        forgetInput();
        if (output != null) {
            output.release();
            output = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{}: closed, {}", ctx.channel().remoteAddress(), cause.getMessage());
        } else if (cause instanceof OutOfMemoryError) {
            outOfMemory.say(
                    ctx.channel().remoteAddress() + ": closed, no memory is left for it: " + cause.getMessage());
        } else {
            LOG.error("{}: closed because of a bug", ctx.channel().remoteAddress(), cause);
        }
        ctx.close();
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("the connection has not begun");
        }
        return context;
    }
}
