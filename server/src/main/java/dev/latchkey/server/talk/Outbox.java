package dev.latchkey.server.talk;

import dev.latchkey.seams.Time;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.PreAuthBudget;
import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.verbs.ConnectionContext;
import dev.latchkey.wire.Limits;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.RespValue;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * The output side of a connection: an ordered queue of replies and pushes, written as whole frames while the client keeps up. Replies
 * are written in the order of requests, whatever the order in which the engine answers them. Used on the connection's thread only.
 */
final class Outbox {

    private final Conversation.Line line;
    private final Limits limits;
    private final Time time;
    private final CommandStats stats;
    private final PreAuthBudget preAuth;
    private final Lifecycle lifecycle;
    private final ConnectionContext context;
    private final ConnectionStore store;

    /** The frames that are not yet written, oldest first. */
    private final Deque<PendingFrame> pending = new ArrayDeque<>();

    /** The number of commands that the engine has not answered, and the memory that they and their replies use. */
    private int unanswered;

    private long unansweredBytes;

    /** The memory that queued pushes use. */
    private long pushBytes;

    /** Set while requests are read or frames are written: that code also writes what becomes ready in the meantime. */
    private boolean busy;

    Outbox(
            Conversation.Line line,
            Limits limits,
            Time time,
            CommandStats stats,
            PreAuthBudget preAuth,
            Lifecycle lifecycle,
            ConnectionContext context,
            ConnectionStore store) {
        this.line = line;
        this.limits = limits;
        this.time = time;
        this.stats = stats;
        this.preAuth = preAuth;
        this.lifecycle = lifecycle;
        this.context = context;
        this.store = store;
    }

    /** Whether the reply to another request could be queued and written now. */
    boolean hasRoom() {
        return pending.size() < limits.pipelinedMax()
                && unansweredBytes + pushBytes < limits.pipelinedBytesMax()
                && line.hasRoom();
    }

    /** Whether the engine has yet to answer a command of this connection. */
    boolean hasUnanswered() {
        return unanswered > 0;
    }

    /** The memory that queued pushes use. */
    long pushBytes() {
        return pushBytes;
    }

    /** Runs tasks on the connection's thread. */
    Executor home() {
        return line.home();
    }

    /** Adds the reply to the request that was read last. */
    void add(PendingFrame reply) {
        pending.addLast(reply);
    }

    /**
     * Adds a push after the replies to all requests accepted so far, and writes it once they are complete. If the queued pushes would
     * use more memory than the requests of a connection may, the connection is closed. Ignored once no requests are accepted.
     *
     * @throws IllegalStateException if the connection speaks RESP2, which has no pushes
     */
    void push(RespValue.Push push, ClientState client) {
        if (client.protocol() != Protocol.RESP3) {
            throw new IllegalStateException("a push needs RESP3, and this connection speaks " + client.protocol());
        }
        if (!lifecycle.acceptsRequests()) {
            return;
        }
        PendingFrame frame = ValueFrame.push(client, push);
        if (pushBytes + frame.pushBytes() > limits.pipelinedBytesMax()) {
            drop();
            line.drop("did not read its pushes: more than " + limits.pipelinedBytesMax() + " bytes are queued");
            return;
        }
        pushBytes += frame.pushBytes();
        pending.addLast(frame);
        proceedOrFail();
    }

    void submitted(int bytes) {
        unanswered++;
        unansweredBytes += bytes;
    }

    void answered(int bytes) {
        unanswered--;
        unansweredBytes -= bytes;
        proceedOrFail();
    }

    /** The outcome of a command is unknown: the replies before it are still written, and the connection closes without one for it. */
    void lost(int bytes) {
        lifecycle.advanceTo(Stage.DRAINING);
        answered(bytes);
    }

    /** Why errors are caught: the caller serves many connections, one after another. */
    private void proceedOrFail() {
        try {
            proceed();
        } catch (RuntimeException | Error e) {
            line.fail(e);
        }
    }

    /** Writes the frames that have become ready. Does nothing while requests are read or frames are written. */
    void proceed() {
        if (!busy) {
            begin();
            write();
            end();
            if (lifecycle.stage() != Stage.OVER) {
                line.wake();
            }
        }
    }

    /**
     * Requests are about to be read, or frames to be written. If that throws, {@link #end} must not be called: the last frame may be
     * incomplete, and nothing may be written after it.
     */
    void begin() {
        busy = true;
    }

    /** What {@link #begin} announced is complete. Hangs up if no request is accepted any more and every frame was written. */
    void end() {
        busy = false;
        if (lifecycle.stage() == Stage.DRAINING && pending.isEmpty()) {
            lifecycle.advanceTo(Stage.OVER);
            context.release();
            line.hangUp();
        }
    }

    /** Writes frames, oldest first, while the next one is ready and the line has room. */
    void write() {
        while (!pending.isEmpty() && pending.getFirst().isReady() && line.hasRoom()) {
            write(pending.removeFirst());
            line.flushIfFull();
        }
        if (!pending.isEmpty() && pending.getFirst().isLost()) {
            clear();
        }
    }

    private void write(PendingFrame frame) {
        ByteBuf out = line.output();
        int start = out.writerIndex();
        frame.writeTo(out);
        pushBytes -= frame.pushBytes();
        if (store.isReplaced()) {
            out.writerIndex(start);
            breakOff();
            return;
        }
        context.replied(frame.verb);
        if (frame.verb != null) {
            stats.countReply(frame.verb, out.getByte(start) == '-', time.nanos() - frame.began);
        }
        if (frame.preAuth) {
            preAuth.sent(out.writerIndex() - start);
            if (preAuth.isOutputSpent()) {
                out.writerIndex(start);
                breakOff();
            }
        }
    }

    /** Accepts no further requests and drops everything that is queued; {@link #end} hangs up. */
    void breakOff() {
        lifecycle.advanceTo(Stage.DRAINING);
        clear();
    }

    /** Drops everything that is queued: the connection is closed. */
    void drop() {
        lifecycle.advanceTo(Stage.OVER);
        clear();
        context.release();
    }

    private void clear() {
        pending.clear();
        pushBytes = 0;
    }
}
