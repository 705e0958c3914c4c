package dev.latchkey.server.talk;

import dev.latchkey.core.StoreId;
import dev.latchkey.seams.Time;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.PreAuthBudget;
import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.stats.Outcome;
import dev.latchkey.server.verbs.ConnectionContext;
import dev.latchkey.server.verbs.Follows;
import dev.latchkey.wire.FollowEnd;
import dev.latchkey.wire.Limits;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.Remainder;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.verbs.Verb;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The output side of a connection: an ordered queue of replies and pushes, written as whole frames while the client keeps up. Replies
 * are written in the order of requests, whatever the order in which the engine answers them. Used on the connection's thread only.
 */
final class Outbox {

    /** After this many bytes of replies, other connections are served before the next one. */
    private static final int TURN_BYTES_MAX = 1 << 18;

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

    /** The frame of which only the beginning was written, and its rest; both null if there is no such frame. */
    private @Nullable PendingFrame unfinished;

    private @Nullable Remainder rest;

    /** The number of commands that the engine has not answered, and the memory that they and their replies use. */
    private int unanswered;

    private long unansweredBytes;

    /** The memory of those commands that the engine's write queue does not count. */
    private long unansweredReadBytes;

    /** The memory that the queued frames use, and the part of it that pushes use. */
    private long frameBytes;

    private long pushBytes;

    /** The queued page that must be made before another request is accepted; null if there is none. */
    private @Nullable PendingFrame page;

    /** Whether a turn was requested; nothing is accepted or written before it. */
    private boolean turnDue;

    /** How many bytes were written since the last turn, or since input arrived. */
    private int writtenBytes;

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
        return !turnDue
                && page == null
                && rest == null
                && pending.size() < limits.pipelinedMax()
                && unansweredBytes + frameBytes < limits.pipelinedBytesMax()
                && line.hasRoom();
    }

    /** The id of the store of the connection; null if there is none. */
    @Nullable
    StoreId storeId() {
        return store.id();
    }

    /** Whether the engine has yet to answer a command of this connection. */
    boolean hasUnanswered() {
        return unanswered > 0;
    }

    /** The memory that queued frames and queued reads use. */
    long queuedBytes() {
        return frameBytes + unansweredReadBytes;
    }

    /** The memory that unanswered requests, queued replies and queued pushes use. */
    long usedBytes() {
        return unansweredBytes + frameBytes;
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
        count(reply);
    }

    /** As {@link #add}; no further request is accepted until the page has been made. */
    void addPage(PageReply added) {
        add(added);
        page = added;
    }

    /**
     * Replaces the reply that was added last, whose command only reads, by one that executes the command again in its turn. Why: while
     * it waits, it holds no value that others might replace in the meantime.
     */
    void postpone(PageReply instead) {
        frameBytes -= pending.removeLast().countedBytes;
        addPage(instead);
    }

    /** Counts the memory of {@code frame} as it is now. */
    private void count(PendingFrame frame) {
        long bytes = frame.memoryBytes();
        frameBytes += bytes - frame.countedBytes;
        frame.countedBytes = bytes;
    }

    /** Counts the memory of a reply that has become known, unless it is written next. Does nothing once everything was dropped. */
    void countIfQueued(StoreReply reply) {
        if (!pending.isEmpty() && (pending.getFirst() != reply || !line.hasRoom())) {
            count(reply);
        }
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
        count(frame);
        proceedOrFail();
    }

    /** Ends the follows that show more than the user of the client may see now, each with a push that says so. */
    void endForbiddenFollows(ClientState client) {
        for (FollowEnd end : context.follows().endForbidden()) {
            if (client.protocol() == Protocol.RESP3) {
                push(end.encode(), client);
            }
        }
    }

    void submitted(int bytes, int readBytes) {
        unanswered++;
        unansweredBytes += bytes;
        unansweredReadBytes += readBytes;
    }

    void answered(int bytes, int readBytes) {
        unanswered--;
        unansweredBytes -= bytes;
        unansweredReadBytes -= readBytes;
        proceedOrFail();
    }

    /** The outcome of a command is unknown: the replies before it are still written, and the connection closes without one for it. */
    void lost(Verb verb, int bytes, int readBytes) {
        stats.countLost(verb);
        lifecycle.advanceTo(Stage.DRAINING);
        answered(bytes, readBytes);
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
        if (lifecycle.stage() == Stage.DRAINING && pending.isEmpty() && rest == null) {
            lifecycle.advanceTo(Stage.OVER);
            context.release();
            line.hangUp();
        }
    }

    /** Input has arrived, so a new share of the thread's time begins. */
    void inputArrived() {
        writtenBytes = 0;
    }

    /**
     * Writes frames, oldest first, while the next one is ready and the line has room. Requests a turn for what would keep the thread
     * from its other connections for long: a reply that is expensive to make, the rest of a long one, or many in a row.
     */
    void write() {
        while (canWrite() && !pending.getFirst().takesTurn() && writtenBytes < TURN_BYTES_MAX) {
            write(pending.removeFirst());
            line.flushIfFull();
        }
        if (canWrite() || (rest != null && line.hasRoom()) || canPush()) {
            requestTurn();
        }
        if (rest == null && !pending.isEmpty() && pending.getFirst().isLost()) {
            clear();
        }
    }

    private boolean canWrite() {
        return rest == null
                && !turnDue
                && !pending.isEmpty()
                && pending.getFirst().isReady()
                && line.hasRoom();
    }

    /** Whether events of a follow can be read and written: in a turn, so that no client delays others by what it follows. */
    private boolean canPush() {
        return rest == null
                && !turnDue
                && context.follows().isBehind()
                && lifecycle.acceptsRequests()
                && line.hasRoom();
    }

    private void requestTurn() {
        if (!turnDue) {
            boolean begun = rest != null || (canWrite() && !pending.getFirst().takesTurn());
            turnDue = true;
            line.requestTurn(this::turn, begun);
        }
    }

    /** Why errors are caught: nothing else handles what a turn throws. */
    private void turn() {
        turnDue = false;
        if (lifecycle.stage() != Stage.OVER) {
            try {
                begin();
                takeTurn();
                write();
                end();
                if (lifecycle.stage() != Stage.OVER) {
                    line.wake();
                }
            } catch (RuntimeException | Error e) {
                line.fail(e);
            }
        }
    }

    private void takeTurn() {
        writtenBytes = 0;
        if (!line.hasRoom()) {
            return;
        }
        if (rest != null) {
            writeRest(rest);
        } else if (!pending.isEmpty() && pending.getFirst().takesTurn()) {
            prepare(pending.getFirst());
        } else if (context.follows().isBehind() && lifecycle.acceptsRequests()) {
            push();
        }
        line.flushIfFull();
    }

    private void prepare(PendingFrame first) {
        first.prepare();
        if (!first.holdsUpRequests()) {
            page = null;
        }
        if (first.isReady() && !first.takesTurn()) {
            write(pending.removeFirst());
        }
    }

    private void push() {
        Follows.Page events = context.follows().next();
        closeIfFollowFailed();
        if (events != null) {
            stats.countPushedEvents(events.events().size());
            write(new PushPage(events));
        }
    }

    private void closeIfFollowFailed() {
        String failure = context.follows().failure();
        if (failure != null && lifecycle.stage() != Stage.OVER) {
            stats.countClosedFollower();
            drop();
            line.drop(failure);
        }
    }

    /** There are more events for a follow, or an event for the request that waits. */
    void advanced() {
        boolean wakes = !pending.isEmpty() && pending.getFirst().advanced();
        if (wakes || context.follows().isBehind()) {
            proceedOrFail();
        }
    }

    /** Answers a request that has waited for an event until its deadline. */
    void expire(long now) {
        if (!pending.isEmpty() && pending.getFirst().expire(now)) {
            proceedOrFail();
        }
    }

    /** The server shuts down: a request that waits for an event is answered now. */
    void endWait() {
        if (!pending.isEmpty() && pending.getFirst().endWait()) {
            proceedOrFail();
        }
    }

    /** Whether a request may wait for an event. */
    boolean mayWait() {
        return lifecycle.mayWait();
    }

    /** Requests a call of {@link #expire}. */
    void expireAfter(long nanos) {
        line.expireAfter(nanos);
    }

    /** The current time. */
    long now() {
        return time.nanos();
    }

    /** Closes the connection if a follow has lost events while the client was not reading. */
    void checkFollows() {
        if (!line.hasRoom()) {
            context.follows().checkEvicted();
            closeIfFollowFailed();
        }
    }

    private void writeRest(Remainder remainder) {
        ByteBuf out = line.output();
        int start = out.writerIndex();
        if (remainder.writeSlice(out)) {
            rest = null;
            frameBytes -= unfinished == null ? 0 : unfinished.countedBytes;
            unfinished = null;
        }
        countWritten(out.writerIndex() - start);
    }

    private void countWritten(int bytes) {
        writtenBytes += bytes;
        stats.countSent(bytes);
    }

    private void countReply(PendingFrame frame, @Nullable Verb verb, Outcome outcome) {
        if (verb == null) {
            stats.countUnknownCommand(outcome);
        } else if (frame.isRejection()) {
            stats.countRejected(verb, outcome);
        } else {
            stats.countReply(verb, outcome, time.nanos() - frame.began);
        }
    }

    private void write(PendingFrame frame) {
        ByteBuf out = line.output();
        int start = out.writerIndex();
        rest = frame.writeTo(out);
        if (rest == null) {
            frameBytes -= frame.countedBytes;
        } else {
            unfinished = frame;
            count(frame);
        }
        pushBytes -= frame.pushBytes();
        if (store.isReplaced()) {
            out.writerIndex(start);
            breakOff();
            return;
        }
        if (frame == page) {
            page = null;
        }
        context.replied(frame.verb, frame.protocol);
        if (frame.verb != null || frame.isRejection()) {
            countReply(frame, frame.verb, Outcome.of(out, start));
        }
        countWritten(out.writerIndex() - start);
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
        rest = null;
        unfinished = null;
        page = null;
        frameBytes = 0;
        pushBytes = 0;
    }
}
