package dev.latchkey.sim.store;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.engine.session.OfSessions;
import dev.latchkey.seams.Time;
import dev.latchkey.sim.world.TraceWords;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The expected deadlines of the sessions in one run of an engine, kept without an order and independently of the engine. Checks that
 * each session ends neither before its deadline nor after a command that arrived later, and that time is forgiven only if the process
 * was paused, or the end of a session waited for the disk.
 */
final class SessionDeadlines {

    /** An end that would be ordered later than this proves that the process was paused. */
    private static final Duration LATE_MAX = Duration.ofMillis(200);

    private static final long RETRY_NANOS = 1_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private static final class Deadline {
        private int ttlMillis;
        private long renewedAt;
        private long at;

        /** The last command that sets the time to live and was not answered yet. */
        private @Nullable Object setting;

        Deadline(int ttlMillis, long now) {
            this.ttlMillis = ttlMillis;
            this.renewedAt = now;
            this.at = now + ttlMillis * NANOS_PER_MILLI;
        }

        void renew(long now, int millis) {
            renewedAt = now;
            long next = now + Math.max(millis, ttlMillis) * NANOS_PER_MILLI;
            at = next - at > 0 ? next : at;
        }
    }

    /** A session whose end is ordered. */
    private record Ending(SessionId id, int ttlMillis) {}

    private final Time time;
    private final Map<SessionId, Deadline> byId = new LinkedHashMap<>();

    /** The ends that are ordered and not answered yet, oldest first. */
    private final Deque<Ending> ordered = new ArrayDeque<>();

    private long orderedEver;
    private long answeredEver;
    private Duration forgiven = Duration.ZERO;
    private long lastEvent;

    SessionDeadlines(Time time) {
        this.time = time;
        this.lastEvent = time.nanos();
    }

    /** A session exists from now on, for that long unless it is renewed. */
    void begin(SessionId id, int ttlMillis) {
        byId.put(id, new Deadline(ttlMillis, time.nanos()));
    }

    /** The number of ends ordered so far: a command that arrives now is executed after all of them. */
    long orderedEver() {
        return orderedEver;
    }

    /** The time that the engine has not counted so far. All deadlines move by what was added. */
    void forgiven(Duration inAll) {
        long more = inAll.minus(forgiven).toNanos();
        if (more < 0 || (more > 0 && more - (time.nanos() - lastEvent) > 0)) {
            throw new AssertionError("the server does not count " + more + " ns, but its last command or check was "
                    + (time.nanos() - lastEvent) + " ns ago");
        }
        forgiven = inAll;
        byId.values().forEach(deadline -> {
            deadline.at += more;
            deadline.renewedAt += more;
        });
    }

    /** A command has arrived, or a check was made: no session is due any more, unless the check has found a pause. */
    void checked(Duration forgivenBefore) {
        if (forgiven.equals(forgivenBefore)) {
            requireNoneDue("the last check");
        }
        if (ordered.isEmpty()) {
            lastEvent = time.nanos(); // why only then: no timer checks while the end of a session waits for the disk
        }
    }

    Duration forgiven() {
        return forgiven;
    }

    private void requireNoneDue(String what) {
        byId.forEach((id, deadline) -> {
            if (deadline.at - time.nanos() <= 0) {
                throw new AssertionError("session " + id + " was due " + (time.nanos() - deadline.at) + " ns before "
                        + what + ", and its end was not ordered");
            }
        });
    }

    /** The end of a session is ordered now. */
    void ordering(Command.EndSession end) {
        Deadline deadline = byId.remove(end.session());
        long late = deadline == null ? -1 : time.nanos() - deadline.at;
        if (deadline == null || late < 0 || late > LATE_MAX.toNanos()) {
            throw new AssertionError("the end of session " + end.session() + " is ordered "
                    + (deadline == null ? "though it does not exist" : late + " ns after its deadline"));
        }
        ordered.addLast(new Ending(end.session(), deadline.ttlMillis));
        orderedEver++;
    }

    /** A command has arrived and is about to be ordered. */
    void arrived(Command command, boolean recorded, Object token) {
        if (!recorded) {
            command.match(new Arrival(token));
        }
    }

    /**
     * A command was answered.
     *
     * @param endsBefore {@link #orderedEver} when it had arrived
     */
    void answered(Command command, Reply reply, Object token, long endsBefore) {
        if (answeredEver < endsBefore) {
            throw new AssertionError(TraceWords.of(command) + " arrived after the deadline of session "
                    + ordered.getFirst().id() + " and was executed before its end");
        }
        command.match(new Outcome(reply, token));
    }

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
            Deadline deadline = byId.get(command.session());
            if (deadline != null) {
                deadline.renew(time.nanos(), 0);
            }
            return true;
        }

        @Override
        public Boolean keepSession(Command.KeepSession command) {
            Deadline deadline = byId.get(command.session());
            if (deadline != null) {
                deadline.setting = token;
                deadline.renew(time.nanos(), command.ttlMillis());
            }
            return true;
        }

        @Override
        public Boolean once(Command.Once command) {
            return command.step().match(this);
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
            if (reply instanceof Reply.Opened) {
                begin(command.session(), command.ttlMillis());
            }
            return true;
        }

        @Override
        public Boolean keepSession(Command.KeepSession command) {
            Deadline deadline = byId.get(command.session());
            if (deadline != null && deadline.setting == token) {
                deadline.setting = null;
                deadline.ttlMillis = reply instanceof Reply.Kept kept ? kept.ttlMillis() : deadline.ttlMillis;
                long next = deadline.renewedAt + deadline.ttlMillis * NANOS_PER_MILLI;
                long earliest = deadline.at - time.nanos() < 0 ? deadline.at : time.nanos();
                deadline.at = next - earliest > 0 ? next : earliest;
            }
            return true;
        }

        @Override
        public Boolean closeSession(Command.CloseSession command) {
            if (reply instanceof Reply.Closed) {
                byId.remove(command.session());
            }
            return true;
        }

        /** An end that a full disk refused is ordered again after a second. */
        @Override
        public Boolean endSession(Command.EndSession command) {
            answeredEver++;
            Ending ending = ordered.removeFirst();
            if (!command.session().equals(ending.id())) {
                throw new AssertionError("the ends of sessions are not executed in the order in which they were due");
            }
            if (reply instanceof Reply.Refused) {
                Deadline again = new Deadline(ending.ttlMillis(), time.nanos());
                again.at = time.nanos() + RETRY_NANOS;
                byId.put(command.session(), again);
            }
            return true;
        }

        @Override
        public Boolean once(Command.Once command) {
            return command.step().match(this);
        }
    }
}
