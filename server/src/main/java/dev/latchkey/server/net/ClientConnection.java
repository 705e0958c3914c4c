package dev.latchkey.server.net;

import dev.latchkey.server.budget.BudgetShare;
import dev.latchkey.server.budget.Budgets;
import dev.latchkey.server.budget.ByteBudget;
import dev.latchkey.server.door.DoorConnection;
import dev.latchkey.server.talk.Conversation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client connection: carries the bytes of a {@link Conversation} over a socket. Sends replies in batches, stops reading while the client
 * does not read its replies, and enforces the memory budgets. Used on the channel's event loop only.
 */
final class ClientConnection implements Conversation.Line, DoorConnection {

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    private final ChannelHandlerContext context;
    private final SharedByConnections shared;
    private final InputBuffer input;
    private final OutputBuffer output;
    private final HalfClose halfClose;
    private final Conversation conversation;

    private final TurnQueue turns;

    /** Whether the client was authenticated when that was last looked at, and the budgets for that. */
    private boolean loggedIn = true;

    private Budgets budgets;

    /** The number of this connection among the unauthenticated ones, if it is one of them. */
    private long unauthenticated;

    /** What the connection takes of the budget of its user, if that is limited. */
    private final BudgetShare userShare;

    /** Whether {@link #awake} is scheduled. */
    private boolean waking;

    /** The requested call of {@link #expire}; null if there was none. */
    private @Nullable Future<?> expiry;

    ClientConnection(
            ChannelHandlerContext context,
            SharedByConnections shared,
            Function<Conversation.Line, Conversation> conversations) {
        this.context = context;
        this.shared = shared;
        this.input = new InputBuffer(context, this::refuseInput);
        this.output = new OutputBuffer(context, this::closeUnread);
        this.halfClose = new HalfClose(context);
        this.turns = shared.turns().of(context.executor());
        this.userShare = new BudgetShare(context.executor(), this::closeOfUser);
        this.conversation = conversations.apply(this);
        this.budgets = shared.authenticated();
        updateBudgets();
    }

    /** Selects the budgets for the client as it is now: authenticated or not. */
    private void updateBudgets() {
        if (loggedIn == conversation.isLoggedIn()) {
            return;
        }
        loggedIn = conversation.isLoggedIn();
        if (loggedIn) {
            budgets = shared.authenticated();
            shared.unauthenticated().remove(unauthenticated);
        } else {
            budgets = shared.beforeLogin();
            unauthenticated = shared.unauthenticated().add(context.channel());
        }
    }

    /** Input has arrived. Takes ownership of it. */
    void arrived(ByteBuf bytes) {
        if (conversation.isOver()) {
            bytes.release();
        } else {
            int count = bytes.readableBytes();
            input.append(bytes);
            converse(count);
        }
    }

    private void converse(int arrived) {
        conversation.read(input.bytes(), arrived);
        if (conversation.isOver()) {
            input.clear();
        } else {
            input.trim();
        }
        updateBudgets();
        if (!input.updateBudget(budgets.input(), conversation.heldBytes())) {
            refuseInput();
        }
        checkOutputBudget();
    }

    /** The incomplete requests of all connections use too much memory, and this connection has the largest share. */
    private void refuseInput() {
        shared.shedding()
                .log(context.channel().remoteAddress()
                        + ": closed, the incomplete requests of all connections use too much memory");
        input.release();
        conversation.refuseInput();
    }

    /** All input that was available has arrived: sends the replies, and reads more if there is room for their replies. */
    void sendAndRead() {
        flush();
        if (conversation.hasRoom() && (!input.isEmpty() || conversation.isFinishing())) {
            converse(0);
            flush();
        }
        if (conversation.isOver() || (conversation.hasRoom() && !conversation.isFinishing())) {
            context.read();
        }
    }

    /** The channel accepts more output, or the kernel does. */
    void writable() {
        conversation.proceed();
    }

    /** Reads no more, and closes the connection once everything that was read is answered. */
    void finish() {
        if (!conversation.isOver()) {
            conversation.finish();
            converse(0);
            flush();
        }
    }

    /** As {@link #finish}, because the server shuts down. */
    @Override
    public void stop() {
        if (!conversation.isOver()) {
            conversation.stop();
            converse(0);
            flush();
        }
    }

    /** The client has closed its side. */
    void inputEnded() {
        if (conversation.isOver()) {
            halfClose.inputEnded();
        } else {
            finish();
        }
    }

    @Override
    public boolean isBoundToStore() {
        return true;
    }

    /** Extends all deadlines of the client by a pause of the event loop of {@code nanos}, which is over at {@code now}. */
    @Override
    public void extendDeadlines(long nanos, long now) {
        conversation.extendDeadlines(nanos, now);
        output.extendDeadline(nanos, now);
    }

    /** Closes the connection if the client has exceeded a deadline, or reads none of its replies. Called at intervals. */
    @Override
    public void inspect(long now) {
        checkOutputBudget();
        conversation.tidy(now);
        output.checkProgress(now);
        String reason = conversation.isOver() ? null : conversation.overdue(now);
        if (reason == null
                && output.stalledNanos(now) > shared.limits().stalledMax().toNanos()) {
            reason = "read none of its replies for "
                    + shared.limits().stalledMax().toSeconds() + " s";
        }
        if (reason != null) {
            drop(reason);
        }
    }

    /** The connection is closed: drops its replies and frees its memory. */
    void closed() {
        conversation.abandon();
        cancelExpiry();
        input.release();
        output.release();
        userShare.release();
        shared.unauthenticated().remove(unauthenticated);
    }

    private void flush() {
        if (output.flush()) {
            checkOutputBudget();
        }
    }

    private void checkOutputBudget() {
        if (!output.updateBudgets(budgets, conversation.queuedBytes())) {
            closeUnread();
        } else if (!fitsBudgetOfUser()) {
            closeOfUser();
        }
    }

    /** Counts the memory of the connection for its user; returns false if the connection must be closed. */
    private boolean fitsBudgetOfUser() {
        ByteBudget budget = conversation.userBudget();
        if (budget == null) {
            userShare.release();
            return true;
        }
        return userShare.set(budget, conversation.userBytes() + input.bytesHeld() + output.pendingBytes());
    }

    /** The connections of the user together use more memory than the user may, and this connection has the largest share. */
    private void closeOfUser() {
        shared.shedding()
                .log(context.channel().remoteAddress()
                        + ": closed, the requests and replies of its user use more memory than the user may");
        conversation.abandon();
        output.release();
        context.close();
    }

    /** The TLS handshake is complete, and the client has presented this certificate. */
    void identified(X509Certificate certificate) {
        conversation.identify(certificate);
        updateBudgets();
    }

    @Override
    public void accessChanged() {
        conversation.accessChanged();
        flush();
    }

    /** The replies of all connections that are queued or not read use too much memory, and this connection has the largest share. */
    private void closeUnread() {
        shared.shedding()
                .log(context.channel().remoteAddress()
                        + ": closed, the replies that are queued or that clients have not read use too much memory");
        conversation.abandon();
        output.release();
        context.close();
    }

    @Override
    public ByteBuf output() {
        return output.replies();
    }

    @Override
    public boolean hasRoom() {
        return output.hasRoom();
    }

    @Override
    public void flushIfFull() {
        if (output.flushIfFull()) {
            checkOutputBudget();
        }
    }

    /** Why later: replies that the engine delivers together leave in one write. */
    @Override
    public void wake() {
        if (!waking) {
            waking = true;
            home().execute(this::awake);
        }
    }

    /** Why errors are caught: nothing else handles what a task throws. */
    private void awake() {
        waking = false;
        try {
            checkOutputBudget();
            sendAndRead();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    @Override
    public void hangUp() {
        flush();
        halfClose.begin();
    }

    @Override
    public void drop(String reason) {
        shared.overdue().log(context.channel().remoteAddress() + ": closed, it " + reason);
        context.close();
    }

    @Override
    public void fail(Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{}: closed, {}", context.channel().remoteAddress(), cause.getMessage());
        } else if (cause instanceof OutOfMemoryError) {
            shared.outOfMemory()
                    .log(context.channel().remoteAddress() + ": closed, out of memory: " + cause.getMessage());
        } else {
            LOG.error("{}: closed because of a bug", context.channel().remoteAddress(), cause);
        }
        context.close();
    }

    @Override
    public Executor home() {
        return context.executor();
    }

    @Override
    public void expireAfter(long nanos) {
        cancelExpiry();
        expiry = context.executor().schedule(this::expire, Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    private void expire() {
        try {
            conversation.expire();
        } catch (RuntimeException | Error failure) {
            fail(failure);
        }
    }

    private void cancelExpiry() {
        if (expiry != null) {
            expiry.cancel(false);
            expiry = null;
        }
    }

    @Override
    public void requestTurn(Runnable turn, boolean begun) {
        turns.add(turn, begun);
    }
}
