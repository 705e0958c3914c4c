package dev.latchkey.server.talk;

import dev.latchkey.engine.Engine;
import dev.latchkey.seams.Time;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.Logins;
import dev.latchkey.server.access.PreAuthBudget;
import dev.latchkey.server.budget.ByteBudget;
import dev.latchkey.server.follow.FollowRouters;
import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.users.Account;
import dev.latchkey.server.verbs.ConnectionContext;
import dev.latchkey.server.verbs.Follows;
import dev.latchkey.server.verbs.Handlers;
import dev.latchkey.wire.Limits;
import dev.latchkey.wire.Parsed;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.text.ErrorCode;
import io.netty.buffer.ByteBuf;
import java.security.cert.X509Certificate;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client connection without its socket and without a thread: bytes in, bytes out. {@link Requests} parses the input, {@link
 * Dispatcher} executes each request, and {@link Outbox} writes replies and pushes in order. Used on the connection's thread only.
 *
 * <p>Public for programs that carry the bytes by other means than a socket, such as a simulator; {@link SocketlessServer} creates them.
 */
public final class Conversation {

    /**
     * What carries the bytes. Called on the connection's thread only. {@link #output}, {@link #hasRoom}, {@link #flushIfFull} and
     * {@link #requestTurn} must not call back into the conversation, except for {@link Conversation#proceed}, which does nothing then.
     */
    public interface Line {

        /** The buffer to write the next reply to; valid until the conversation returns to its caller. */
        ByteBuf output();

        /** Whether the client reads its replies fast enough for more to be written. Changes nothing. */
        boolean hasRoom();

        /** Sends what has been written if that is enough to be worth it. Called after each reply, between two frames. */
        void flushIfFull();

        /** Replies were written outside of {@link Conversation#read}: the line must send them, and may read again. */
        void wake();

        /** Sends what has been written, then closes the connection; nothing more is read. */
        void hangUp();

        /**
         * Closes the connection without sending anything more.
         *
         * @param reason a predicate for the log, whose subject is the client
         */
        void drop(String reason);

        /** A reply could not be written, or only in part: closes the connection without sending anything more. */
        void fail(Throwable cause);

        /** Runs tasks on the connection's thread, later; the same object for all lines of one thread. */
        Executor home();

        /**
         * Runs {@code turn} on the connection's thread after the input of all its other connections that has arrived, and after the
         * turns that they requested before. Dropped if the connection is closed first.
         *
         * @param begun whether the reply is partly written; finishing it first frees memory that others need to begin theirs
         */
        void requestTurn(Runnable turn, boolean begun);

        /**
         * Calls {@link Conversation#expire} on the connection's thread after {@code nanos}, instead of the call that was requested
         * before.
         */
        void expireAfter(long nanos);
    }

    private final Line line;
    private final Lifecycle lifecycle = new Lifecycle();
    private final Time time;
    private final CommandStats stats;
    private final ClientState client;
    private final Consumer<String> whenNotResp;
    private final ConnectionContext context;
    private final Requests requests;
    private final Outbox outbox;
    private final Dispatcher dispatcher;
    private final Logins logins;

    /**
     * @param routers the subscriptions of all conversations on that engine
     * @param whenNotResp called with the name of the protocol if the client does not speak RESP
     */
    public Conversation(
            Line line,
            Engine engine,
            FollowRouters routers,
            Handlers handlers,
            Limits limits,
            Time time,
            CommandStats stats,
            ClientState client,
            Consumer<String> whenNotResp) {
        PreAuthBudget preAuth = new PreAuthBudget(limits.beforeLogin(), time.nanos());
        this.line = line;
        this.time = time;
        this.stats = stats;
        this.client = client;
        this.logins = handlers.logins();
        this.whenNotResp = whenNotResp;
        this.context = new ConnectionContext(
                client,
                engine,
                time,
                new Follows(client, engine, routers, line.home(), this::advanced, stats::countFollows));
        this.requests = new Requests(limits, client, preAuth);
        ConnectionStore store = new ConnectionStore(engine);
        this.outbox = new Outbox(line, limits, time, stats, preAuth, lifecycle, context, store);
        this.dispatcher =
                new Dispatcher(engine, handlers, context, client, requests, outbox, store, this::loginChecked);
    }

    /**
     * Accepts requests from {@code input} as long as there is room for replies; the caller must offer the rest again.
     *
     * @param arrived how many bytes of the input are new
     */
    public void read(ByteBuf input, int arrived) {
        long now = time.nanos();
        requests.arrived(arrived, now);
        stats.countReceived(arrived);
        if (arrived > 0) {
            outbox.inputArrived();
        }
        outbox.begin();
        boolean exhausted = acceptAll(input, now);
        requests.pause(input, exhausted);
        if (requests.isPreAuthInputSpent()) {
            refuse("too much input before login", now);
        } else if (exhausted && lifecycle.stage() == Stage.FINISHING) {
            lifecycle.advanceTo(Stage.DRAINING);
        }
        if (!lifecycle.acceptsRequests()) {
            input.skipBytes(input.readableBytes());
        }
        outbox.end();
    }

    /** Returns whether the input was parsed as far as possible, rather than only as far as there was room for replies. */
    private boolean acceptAll(ByteBuf input, long now) {
        while (hasRoom()) {
            Parsed parsed = requests.next(input, now);
            if (parsed == null) {
                return true;
            }
            accept(parsed, now);
            outbox.write();
        }
        return false;
    }

    private void accept(Parsed parsed, long now) {
        if (parsed instanceof Parsed.Request request) {
            dispatcher.dispatch(request.arguments(), now);
            if (client.isLeaving()) {
                lifecycle.advanceTo(Stage.DRAINING);
            }
        } else if (parsed instanceof Parsed.Violation violation) {
            refuse(violation.sentence(), now);
        } else if (parsed instanceof Parsed.OtherProtocol other) {
            stats.countNonRespClient(other.protocol());
            whenNotResp.accept(other.protocol());
            lifecycle.advanceTo(Stage.DRAINING);
        }
    }

    private void refuse(String violation, long now) {
        if (lifecycle.acceptsRequests()) {
            lifecycle.advanceTo(Stage.DRAINING);
            stats.countProtocolError();
            RespValue error = new RespValue.ErrorLine(ErrorCode.ERR + " Protocol error: " + violation);
            outbox.add(ValueFrame.reply(null, client, now, error));
            outbox.write();
        }
    }

    /**
     * Announces that no more input will arrive. The conversation still accepts the requests that have arrived, answers them, and then
     * hangs up. {@link #read} must be called afterwards, if only with an empty input, until it is not held up for lack of room.
     */
    public void finish() {
        lifecycle.advanceTo(Stage.FINISHING);
    }

    /** As {@link #finish}, because the server shuts down: a request that waits for an event is answered now, without one. */
    public void stop() {
        lifecycle.stop();
        finish();
        outbox.endWait();
    }

    /** Writes the replies for which there was no room, or which were answered in the meantime. */
    public void proceed() {
        outbox.proceed();
    }

    /**
     * Sends a push after the replies to all requests accepted so far. Pushes that cannot be sent yet count against the limit of a
     * connection's unanswered requests in bytes; beyond it, the connection is closed, so that a slow reader holds up nobody else.
     *
     * @throws IllegalStateException if the connection speaks RESP2, which has no pushes
     */
    public void push(RespValue.Push push) {
        outbox.push(push, client);
    }

    /** Drops all replies that are due, since the connection is closed. */
    public void abandon() {
        outbox.drop();
        client.disconnected();
    }

    /** Answers a request that has waited for an event until its deadline. Early calls do nothing. */
    public void expire() {
        outbox.expire(time.nanos());
    }

    private void advanced() {
        outbox.advanced();
    }

    /** Whether another request could be accepted and answered now. */
    public boolean hasRoom() {
        return lifecycle.acceptsRequests() && !dispatcher.isPostponing() && outbox.hasRoom();
    }

    /** Whether requests that have arrived are still accepted but no more input is expected. */
    public boolean isFinishing() {
        return lifecycle.stage() == Stage.FINISHING;
    }

    /** Whether every reply has been written or dropped, so that all further input is discarded. */
    public boolean isOver() {
        return lifecycle.stage() == Stage.OVER;
    }

    /** The memory that an incompletely parsed request uses, and a transaction that has not been executed. */
    public long heldBytes() {
        return requests.heldBytes() + client.transaction().heldBytes();
    }

    /**
     * The memory that queued replies and pushes use, including those that are written in part, and queued reads. Queued writes are
     * counted by the engine, which refuses further ones.
     */
    public long queuedBytes() {
        return outbox.queuedBytes() + context.follows().bytes();
    }

    /** The memory that counts for the user of the client: requests in whatever state, queued replies and follows. */
    public long userBytes() {
        return heldBytes() + outbox.usedBytes() + context.follows().bytes();
    }

    /** The memory that queued pushes use. */
    public long pushBytes() {
        return outbox.pushBytes();
    }

    /** Whether the client is authenticated, or no password is required. */
    public boolean isLoggedIn() {
        return client.isLoggedIn();
    }

    /** The budget for the memory that the connections of the client's user take together; null if it is not limited. */
    public @Nullable ByteBudget userBudget() {
        Account account = client.account();
        return account == null ? null : account.budget();
    }

    /**
     * Authenticates the client as the user of its certificate, before it has sent a request. A certificate that identifies no user changes
     * nothing.
     *
     * @param certificate the certificate, which was verified
     */
    public void identify(X509Certificate certificate) {
        logins.identify(client, certificate);
        requests.applyLimits(false, time.nanos());
    }

    /**
     * The permissions of users have changed: closes the connection if its user was removed or logs in by other means, and ends the follows
     * that show more than its user may see. Requests are checked by the new permissions in any case.
     */
    public void accessChanged() {
        if (lifecycle.stage() == Stage.OVER) {
            return;
        }
        if (client.isRevoked()) {
            outbox.drop();
            line.drop(
                    "belonged to user '" + client.user() + "', who was removed or whose secret or certificate changed");
            return;
        }
        outbox.endForbiddenFollows(client);
    }

    /** Hangs up with an error, because the incomplete requests of all connections together use too much memory. */
    public void refuseInput() {
        requests.end();
        refuse(
                "too many bytes of unfinished requests are held for all connections together; try again later",
                time.nanos());
        outbox.proceed();
    }

    /**
     * Releases what the client no longer uses, stops the clock of a request that the server does not read, and checks a password that had
     * to wait. Call this at intervals.
     */
    public void tidy(long now) {
        context.tidy(now);
        accessChanged();
        outbox.expire(now);
        outbox.checkFollows();
        proceedWithLogin(now);
        if (!hasRoom()) {
            requests.notRead(now);
        }
    }

    /** Why errors are caught: nothing else handles what a task throws. */
    private void loginChecked() {
        try {
            proceedWithLogin(time.nanos());
        } catch (RuntimeException | Error e) {
            line.fail(e);
        }
    }

    private void proceedWithLogin(long now) {
        if (lifecycle.acceptsRequests() && dispatcher.proceed(now)) {
            outbox.begin();
            outbox.write();
            outbox.end();
            line.wake();
        }
    }

    /**
     * Extends all deadlines of the client by a pause of the server, which could read nothing in that time.
     *
     * @param nanos how long the pause was
     * @param now the current time, at which the pause is over
     */
    public void extendDeadlines(long nanos, long now) {
        requests.extendDeadlines(nanos, now);
        context.extendDeadlines(nanos, now);
    }

    /** Returns why the client has exceeded a deadline, as a predicate for the log; null if it has not. */
    public @Nullable String overdue(long now) {
        return requests.overdue(now, hasRoom());
    }
}
