package dev.latchkey.engine.session;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.engine.SessionFigures;
import dev.latchkey.seams.Time;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The expiry of sessions, as steps that an engine takes. Whenever a command arrives, the engine does the following under the one lock
 * that orders commands: it orders the ends of the sessions that are {@link #takeDue due}, then the command, and calls {@link
 * #arrived}. So every command that arrives after a deadline is executed after the session has ended. A command that is not ordered,
 * such as a read of the applied state, may be executed only if {@link #mayOvertake} holds. After a command was applied, and before its
 * reply is sent, the engine calls {@link #executed} under that lock.
 *
 * <p>Guarded by that lock; {@link #isIdle}, {@link #isCheckDue} and {@link #nextCheck} are for any thread.
 */
public final class SessionExpiry {

    private final SessionStore store;
    private final SessionClock clock;
    private final BooleanSupplier isStalled;
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong expired = new AtomicLong();
    private final AtomicLong closed = new AtomicLong();

    /**
     * @param sessions whether the store has any
     * @param isStalled whether commands have not been executed for so long that requests of clients may wait unread; no session is
     *     ended then, and that time counts as a pause
     */
    public SessionExpiry(SessionStore store, Time time, boolean sessions, BooleanSupplier isStalled) {
        this.store = store;
        this.clock = new SessionClock(time, sessions);
        this.isStalled = isStalled;
    }

    /** Whether there are no sessions, so that neither {@link #takeDue} nor {@link #arrived} has anything to do. */
    public boolean isIdle() {
        return clock.isIdle();
    }

    /** Whether {@link #takeDue} is to be called before a command is executed or ordered. */
    public boolean isCheckDue() {
        return clock.isCheckDue();
    }

    /** When {@link #isCheckDue} will be true, by {@link Time#nanos}; empty if there is no need to check before a command arrives. */
    public OptionalLong nextCheck() {
        return clock.nextCheck();
    }

    /**
     * From now on the caller calls {@link #takeDue} at every {@link #nextCheck}, so that pauses are noticed.
     *
     * @param whenEarlier is called with the lock held when that time moves forward
     */
    public void timedBy(Runnable whenEarlier) {
        clock.timedBy(whenEarlier);
    }

    /** Clients are accepted: every session has its full time to live from now on. Only the first call counts. */
    public void start() {
        if (!clock.isStarted()) {
            clock.start(begun -> store.forEachSession(begun::begin));
        }
    }

    /**
     * Takes the sessions whose time has passed; the caller orders an {@link Command.EndSession} for each, in this order, and ends each
     * only once.
     */
    public List<SessionId> takeDue() {
        start();
        return isStalled.getAsBoolean() ? List.of() : clock.takeDue();
    }

    /** Whether no end is ordered that is not applied yet, so that a read of the applied state is not one of the past. */
    public boolean mayOvertake() {
        return clock.ending() == 0;
    }

    /**
     * A command was ordered, or is about to be executed at once: a renewal counts from now.
     *
     * @param token identifies the command in {@link #executed}
     */
    public void arrived(Command command, Object token) {
        command.match(new Arrival(token));
    }

    /** A command was applied or refused. */
    public void executed(Command command, Reply reply, Object token) {
        command.match(new Outcome(reply, token));
    }

    /** Whether {@link #executed} has anything to do. For any thread. */
    public static boolean concerns(Command command) {
        return command.match(CONCERNS);
    }

    /** The figures, with those that only the state has. */
    public SessionFigures figures(int sessions, int ownedKeys, long recordedReplies, long bytes) {
        return new SessionFigures(
                sessions,
                ownedKeys,
                recordedReplies,
                bytes,
                opened.get(),
                expired.get(),
                closed.get(),
                clock.nextExpiryMillis(),
                clock.forgiven());
    }

    private static final OfSessions<Boolean> CONCERNS = new OfSessions<>() {
        @Override
        protected Boolean other(Command command) {
            return false;
        }

        @Override
        public Boolean openSession(Command.OpenSession command) {
            return true;
        }

        @Override
        public Boolean keepSession(Command.KeepSession command) {
            return true;
        }

        @Override
        public Boolean closeSession(Command.CloseSession command) {
            return true;
        }

        @Override
        public Boolean endSession(Command.EndSession command) {
            return true;
        }

        @Override
        public Boolean once(Command.Once command) {
            return command.step().match(this);
        }
    };

    private final class Arrival extends OfSessions<Boolean> {

        private final Object token;

        Arrival(Object token) {
            this.token = token;
        }

        @Override
        protected Boolean other(Command command) {
            return false;
        }

        @Override
        public Boolean renewSession(Command.RenewSession command) {
            boolean known = store.read(command) instanceof Reply.Kept;
            if (known) {
                clock.renew(command.session());
            }
            return known;
        }

        @Override
        public Boolean keepSession(Command.KeepSession command) {
            boolean known =
                    store.read(new Command.RenewSession(command.session(), command.user())) instanceof Reply.Kept;
            if (known) {
                clock.renew(command.session(), command.ttlMillis(), token);
            }
            return known;
        }

        /** Only a step that will be executed renews, so that a late copy of a request does not prolong a session. */
        @Override
        public Boolean once(Command.Once command) {
            return concerns(command)
                    && store.wouldExecute(command)
                    && command.step().match(this);
        }
    }

    private final class Outcome extends OfSessions<Boolean> {

        private final Reply reply;
        private final Object token;

        Outcome(Reply reply, Object token) {
            this.reply = reply;
            this.token = token;
        }

        @Override
        protected Boolean other(Command command) {
            return false;
        }

        @Override
        public Boolean openSession(Command.OpenSession command) {
            boolean took = reply instanceof Reply.Opened;
            if (took) {
                opened.incrementAndGet();
                clock.begin(command.session(), command.ttlMillis());
            }
            return took;
        }

        @Override
        public Boolean keepSession(Command.KeepSession command) {
            int ttlMillis = store.ttlMillis(command.session());
            if (ttlMillis > 0) {
                clock.set(command.session(), ttlMillis, token);
            }
            return reply instanceof Reply.Kept;
        }

        @Override
        public Boolean closeSession(Command.CloseSession command) {
            boolean took = reply instanceof Reply.Closed;
            if (took) {
                closed.incrementAndGet();
                clock.remove(command.session());
            }
            return took;
        }

        @Override
        public Boolean endSession(Command.EndSession command) {
            if (reply instanceof Reply.Refused) {
                clock.endRefused(command.session(), store.ttlMillis(command.session()));
                return false;
            }
            clock.ended();
            boolean took = reply instanceof Reply.Closed;
            if (took) {
                expired.incrementAndGet();
            }
            return took;
        }

        @Override
        public Boolean once(Command.Once command) {
            return command.step().match(this);
        }
    }
}
