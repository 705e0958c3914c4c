package dev.latchkey.client.session;

import dev.latchkey.client.link.Loop;
import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StoreId;
import dev.latchkey.wire.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One session of the server, from OPEN to its end, as steps on the event loop. A KEEP after each third of its time to live renews it,
 * over whatever connections exist. A session that is over stays over; its successor is a new object. All methods are called on the
 * loop.
 */
public final class Session implements SeqSource {

    /** The user and the id of commands that a client sends: the server takes the former from the connection and draws the latter. */
    static final String OF_CONNECTION = "";

    private static final SessionId DRAWN_BY_SERVER = new SessionId(0, 0);
    private static final int KEEPS_PER_TTL = 3;

    /** Receives the changes of a session. */
    public interface Listener {

        /** The session is open. */
        void opened(Session session);

        /** The server refuses to open the session, which is over. */
        void refused(Session session, Answer answer);

        /** The session is over, after it was opened or, with {@link SessionLoss#CLOSED}, before. Called once. */
        void lost(Session session, SessionLoss loss);
    }

    private enum State {
        OPENING,
        OPEN,
        OVER
    }

    private final Sessions sessions;
    private final Loop loop;
    private final SessionRequests requests;
    private final Duration ttl;
    private final boolean endsWithLease;
    private final Listener listener;
    private final Lease lease;
    private final Window window = new Window();

    /** The writes that wait for a number, oldest first. */
    private final Set<Waiter> waiting = new LinkedHashSet<>();

    private State state = State.OPENING;
    private @Nullable SessionId id;
    private @Nullable StoreId store;
    private @Nullable SessionLoss loss;
    private Loop.Alarm keepAlarm = () -> {};
    private Loop.Alarm leaseAlarm = () -> {};
    private Runnable whenClosed = () -> {};

    Session(
            Sessions sessions,
            Loop loop,
            SessionRequests requests,
            Duration ttl,
            boolean endsWithLease,
            Listener listener) {
        this.sessions = sessions;
        this.loop = loop;
        this.requests = requests;
        this.ttl = ttl;
        this.endsWithLease = endsWithLease;
        this.listener = listener;
        this.lease = new Lease(loop, ttl);
    }

    /** Whether the session was opened and is not known to be over. */
    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** Why the session is over; null if it is not, or if it was never opened. */
    public @Nullable SessionLoss loss() {
        return loss;
    }

    /**
     * Whether the server certainly keeps the session: until its time to live, less 10 %, has passed since the last answered OPEN or
     * KEEP was sent, by the monotonic clock or by the wall clock, whichever is earlier.
     */
    public boolean isAlive() {
        return isOpen() && lease.isCurrent();
    }

    /** The id; the session must have been opened. */
    public SessionId id() {
        return opened(id);
    }

    /** The store that has the session, which must have been opened. */
    public StoreId store() {
        return opened(store);
    }

    private static <T> T opened(@Nullable T known) {
        if (known == null) {
            throw new IllegalStateException("the session was not opened");
        }
        return known;
    }

    void open() {
        requests.send(
                () -> new Command.OpenSession(DRAWN_BY_SERVER, (int) ttl.toMillis(), OF_CONNECTION),
                this::openAnswered);
    }

    private boolean openAnswered(Answer answer, SentAt sent) {
        if (answer instanceof Answer.OfStore ofStore && ofStore.reply() instanceof Reply.Opened opened) {
            id = opened.session();
            store = sessions.store();
            state = State.OPEN;
            renewed(sent);
            watchLease();
            listener.opened(this);
            admitWaiting();
        } else {
            end();
            sessions.remove(this);
            listener.refused(this, answer);
            drainWaiting(waiter -> waiter.refused(answer));
        }
        return true;
    }

    private void renewed(SentAt sent) {
        lease.renew(sent);
        long next = sent.nanos() + ttl.toNanos() / KEEPS_PER_TTL;
        keepAlarm = loop.schedule(Math.max(0, next - loop.nanos()), this::keep);
    }

    private void keep() {
        if (!leaseIsOver()) {
            requests.send(() -> new Command.RenewSession(id(), OF_CONNECTION), this::keepAnswered);
        }
    }

    private boolean keepAnswered(Answer answer, SentAt sent) {
        if (Recorded.isNoSession(answer)) {
            lose(SessionLoss.EXPIRED);
        } else if (!leaseIsOver()) {
            if (!(answer instanceof Answer.OfStore ofStore && ofStore.reply() instanceof Reply.Kept)) {
                return false; // why: the server refuses the client for now; the session may still exist
            }
            renewed(sent);
        }
        return true;
    }

    private void watchLease() {
        if (endsWithLease) {
            leaseAlarm = loop.schedule(Math.max(0, lease.leftNanos()), () -> {
                if (!leaseIsOver()) {
                    watchLease();
                }
            });
        }
    }

    /** Ends a session that ends with its lease if the lease is over; returns whether it was. */
    private boolean leaseIsOver() {
        if (!endsWithLease || lease.isCurrent()) {
            return false;
        }
        sendClose();
        lost(SessionLoss.UNREACHABLE);
        return true;
    }

    /** The server has no such session. */
    public void gone() {
        if (isOpen()) {
            lose(SessionLoss.EXPIRED);
        }
    }

    /** The server has a different store. */
    void storeChanged() {
        if (state == State.OPENING) {
            requests.dropAll(); // why: the session of an earlier attempt would be one of the other store
            open();
        } else if (isOpen()) {
            lose(SessionLoss.STORE_CHANGED);
        } else {
            closed();
        }
    }

    private void lose(SessionLoss why) {
        end();
        sessions.remove(this);
        lost(why);
    }

    private void lost(SessionLoss why) {
        loss = why;
        listener.lost(this, why);
        drainWaiting(waiter -> waiter.lost(why));
    }

    private void end() {
        state = State.OVER;
        keepAlarm.cancel();
        leaseAlarm.cancel();
        requests.dropAll();
    }

    /**
     * Ends the session, whose owned keys the server then deletes. Writes in flight get no reply; a late copy of one is refused.
     *
     * @param closed runs when the server has replied, or when there is nothing to close
     */
    public void close(Runnable closed) {
        if (state == State.OVER) {
            closed.run();
            return;
        }
        whenClosed = closed;
        if (isOpen()) {
            sendClose();
        } else {
            end();
            closed();
        }
        lost(SessionLoss.CLOSED);
    }

    /** Sends CLOSE until it is answered, or until the session has expired in any case. */
    private void sendClose() {
        end();
        leaseAlarm = loop.schedule(ttl.toNanos(), this::closed);
        requests.send(() -> new Command.CloseSession(id(), OF_CONNECTION), (answer, sent) -> {
            boolean isOver = Recorded.isNoSession(answer)
                    || (answer instanceof Answer.OfStore ofStore && ofStore.reply() instanceof Reply.Closed);
            if (isOver) {
                closed();
            }
            return isOver;
        });
    }

    private void closed() {
        end();
        sessions.remove(this);
        Runnable told = whenClosed;
        whenClosed = () -> {};
        told.run();
    }

    /** Ends the session without telling the server, where it expires. */
    void drop() {
        end();
        sessions.remove(this);
    }

    void ready() {
        requests.ready();
    }

    @Override
    public void join(Waiter waiter) {
        if (state == State.OVER) {
            waiter.lost(loss == null ? SessionLoss.CLOSED : loss);
        } else {
            waiting.add(waiter);
            admitWaiting();
        }
    }

    @Override
    public void leave(Waiter waiter) {
        waiting.remove(waiter);
    }

    @Override
    public boolean isReopened() {
        return false;
    }

    private void admitWaiting() {
        while (isOpen() && !window.isFull() && !waiting.isEmpty()) {
            Waiter oldest = waiting.iterator().next();
            waiting.remove(oldest);
            oldest.admitted(new Seq(this, window.take()));
        }
    }

    private void drainWaiting(Consumer<Waiter> told) {
        List<Waiter> all = new ArrayList<>(waiting);
        waiting.clear();
        all.forEach(told);
    }

    long acked() {
        return window.acked();
    }

    boolean isHeldBy(long seq) {
        return window.isHeldBy(seq);
    }

    void settle(long seq) {
        window.settle(seq);
        admitWaiting();
    }

    /** Cancels a write in the background; settles its number when the server has replied. */
    void cancel(long seq) {
        if (!isOpen()) {
            return;
        }
        requests.send(
                () -> new Command.Once(id(), OF_CONNECTION, seq, window.acked(), Command.Cancel.INSTANCE),
                (answer, sent) -> cancelAnswered(answer, seq));
    }

    private boolean cancelAnswered(Answer answer, long seq) {
        if (Recorded.isNoSession(answer)) {
            gone();
            return true;
        }
        boolean isSettled = Recorded.is(answer) || Recorded.isSeqRefused(answer);
        if (isSettled) {
            settle(seq);
        }
        return isSettled;
    }
}
