package dev.latchkey.client.session;

import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.Loop;
import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StoreId;
import dev.latchkey.wire.Answer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One session of the server, from OPEN to its end, as steps on the event loop. A KEEP after each third of its time to live renews it,
 * over whatever connections exist. A session that is over stays over; its successor is a new object. All methods are called on the
 * loop, except for {@link #isAlive}.
 */
public final class ClientSession implements SeqSource {

    /** The user and the id of commands that a client sends: the server takes the former from the connection and draws the latter. */
    static final String OF_CONNECTION = "";

    private static final SessionId DRAWN_BY_SERVER = new SessionId(0, 0);

    /** Receives the changes of a session. */
    public interface Listener {

        /** The session is open. */
        void opened(ClientSession session);

        /** The server refuses to open the session, which is over. */
        void refused(ClientSession session, Answer answer);

        /** The session is over, after it was opened or, with {@link SessionLoss#CLOSED}, before. Called once. */
        void lost(ClientSession session, SessionLoss loss);
    }

    private enum State {
        OPENING,
        OPEN,
        OVER
    }

    private final ClientSessions sessions;
    private final Loop loop;
    private final SessionRequests requests;
    private final Duration ttl;
    private final Listener listener;
    private final Keeping keeping;
    private final Admission admission = new Admission(this);

    private volatile State state = State.OPENING;
    private @Nullable SessionId id;
    private @Nullable StoreId store;
    private @Nullable SessionLoss loss;
    private Loop.Alarm closeAlarm = () -> {};
    private Runnable whenClosed = () -> {};

    ClientSession(
            ClientSessions sessions,
            Loop loop,
            SessionRequests requests,
            Duration ttl,
            boolean endsWithLease,
            Listener listener) {
        this.sessions = sessions;
        this.loop = loop;
        this.requests = requests;
        this.ttl = ttl;
        this.listener = listener;
        this.keeping = new Keeping(this, loop, requests, ttl, endsWithLease);
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
     * KEEP was sent, by the monotonic clock or by the wall clock, whichever is earlier. Any thread may call this.
     */
    public boolean isAlive() {
        return isOpen() && keeping.isCurrent();
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
            keeping.begin(sent);
            listener.opened(this);
            admission.admit();
        } else {
            end();
            sessions.remove(this);
            listener.refused(this, answer);
            admission.refuseAll(waiter -> waiter.refused(answer));
        }
        return true;
    }

    /** The server may have ended the session, which ends with its lease. */
    void leaseEnded() {
        if (keeping.isLapsing()) {
            lose(SessionLoss.EXPIRED);
        } else {
            sendClose();
            lost(SessionLoss.UNREACHABLE);
        }
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
        admission.refuseAll(waiter -> waiter.lost(why));
    }

    private void end() {
        state = State.OVER;
        keeping.stop();
        closeAlarm.cancel();
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

    /**
     * Lets the session expire after {@code rest}, counted from the arrival of the request at the server: the time to live becomes {@code
     * rest}, and no KEEP is sent any more. {@link #isAlive} counts with the shorter time from now on. For a key that must stay owned for
     * a minimum time. The session must be open and end with its lease; it is lost as {@link
     * SessionLoss#EXPIRED}.
     *
     * @param rest 1 ms to 24 h
     * @param done runs when the server has replied that it has set the time to live
     */
    public void lapse(Duration rest, Runnable done) {
        keeping.lapse(rest);
        int millis = (int) ClientConfig.requireSessionTtl(rest).toMillis();
        admission.join(new Waiter() {
            @Override
            public void admitted(Seq seq) {
                sendLapse(new Command.KeepSession(id(), millis, OF_CONNECTION), seq, done);
            }

            @Override
            public void refused(Answer answer) {}

            @Override
            public void lost(SessionLoss why) {}
        });
    }

    private void sendLapse(Command.Write keep, Seq seq, Runnable done) {
        requests.send(() -> seq.command(keep), (answer, sent) -> {
            if (SessionAnswer.isNoSession(answer)) {
                gone();
            } else if (SessionAnswer.is(answer)) {
                seq.settle();
                done.run();
            }
            return SessionAnswer.is(answer);
        });
    }

    /** Sends CLOSE until it is answered, or until the session has expired in any case. */
    private void sendClose() {
        end();
        closeAlarm = loop.schedule(ttl.toNanos(), this::closed);
        requests.send(() -> new Command.CloseSession(id(), OF_CONNECTION), (answer, sent) -> {
            boolean isOver = SessionAnswer.isNoSession(answer)
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
            admission.join(waiter);
        }
    }

    @Override
    public void leave(Waiter waiter) {
        admission.leave(waiter);
    }

    @Override
    public boolean isReopened() {
        return false;
    }

    long acked() {
        return admission.window().acked();
    }

    boolean isHeldBy(long seq) {
        return admission.window().isHeldBy(seq);
    }

    void settle(long seq) {
        admission.settle(seq);
    }

    /** Cancels a write in the background; settles its number when the server has replied. */
    void cancel(long seq) {
        if (!isOpen()) {
            return;
        }
        requests.send(
                () -> new Command.Once(id(), OF_CONNECTION, seq, acked(), Command.Cancel.INSTANCE),
                (answer, sent) -> cancelAnswered(answer, seq));
    }

    private boolean cancelAnswered(Answer answer, long seq) {
        if (SessionAnswer.isNoSession(answer)) {
            gone();
            return true;
        }
        boolean isSettled = SessionAnswer.is(answer) || SessionAnswer.isSeqRefused(answer);
        if (isSettled) {
            settle(seq);
        }
        return isSettled;
    }
}
