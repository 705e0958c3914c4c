package dev.latchkey.engine.durable;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.session.ExpiryDriver;
import dev.latchkey.engine.session.OfSessions;
import dev.latchkey.engine.session.SessionExpiry;
import dev.latchkey.engine.session.SessionStore;
import dev.latchkey.engine.state.QueuedCommand;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The arrival of commands. Under the lock of the write queue, and in this order, it ends the sessions that are due, queues the command,
 * and renews the session of the command; so a command that arrives after a deadline is executed after the end of that session. While
 * there are no sessions, it only queues the command. For any thread.
 */
final class Arrivals {

    private static final Asker UNOBSERVED = Asker.of(Runnable::run, reply -> {}, reason -> {});

    private final CommitQueue queue;
    private final SessionExpiry expiry;
    private final SessionStore store;

    /** Returns what observes the outcome of the end of a session. Guarded by the lock of the queue. */
    private Function<Command.EndSession, Asker> observerOf = end -> UNOBSERVED;

    Arrivals(CommitQueue queue, SessionExpiry expiry, SessionStore store) {
        this.queue = queue;
        this.expiry = expiry;
        this.store = store;
    }

    /** Queues a command; false if the queue is closed, or full and the command may be refused for that. */
    boolean offer(QueuedCommand queued) {
        if (expiry.isIdle()) {
            return enqueue(queued);
        }
        return queue.locked(() -> {
            endDue();
            boolean accepted = enqueue(queued);
            if (accepted) {
                expiry.arrived(queued.command(), queued);
            }
            return accepted;
        });
    }

    /**
     * A full queue accepts cancellations and retries whose reply is recorded all the same. A connection bounds how many of them it has
     * unanswered.
     */
    private boolean enqueue(QueuedCommand queued) {
        return queue.offer(queued) || (queued.command().match(neverRefused) && queue.add(queued));
    }

    private final OfSessions<Boolean> neverRefused = new OfSessions<>() {
        @Override
        protected Boolean other(Command command) {
            return false;
        }

        @Override
        public Boolean once(Command.Once command) {
            return command.step().match(this) || store.recorded(command) != null;
        }

        @Override
        public Boolean cancel(Command.Cancel command) {
            return true;
        }
    };

    /** Whether a read may be executed on the applied state now. It must be queued if the end of a session is ordered before it. */
    boolean mayRead(Command command) {
        if (expiry.isIdle() || (!expiry.isCheckDue() && !command.match(RENEWS))) {
            return true;
        }
        return queue.locked(() -> {
            endDue();
            if (!expiry.mayOvertake()) {
                return false;
            }
            expiry.arrived(command, command);
            return true;
        });
    }

    private static final OfSessions<Boolean> RENEWS = new OfSessions<>() {
        @Override
        protected Boolean other(Command command) {
            return false;
        }

        @Override
        public Boolean renewSession(Command.RenewSession command) {
            return true;
        }
    };

    /** Queues the ends of the sessions that are due; returns whether there are any. */
    boolean checkExpiry() {
        return queue.locked(this::endDue);
    }

    /** Ends are queued even if the queue is full: there are no more of them than sessions. */
    private boolean endDue() {
        if (!expiry.isCheckDue()) {
            return false;
        }
        List<SessionId> due = expiry.takeDue();
        for (SessionId id : due) {
            Command.EndSession end = new Command.EndSession(id);
            queue.add(QueuedCommand.byEngine(end, observerOf.apply(end)));
        }
        return !due.isEmpty();
    }

    /** Commands were applied or refused, and their replies are about to be delivered. For the commit leader. */
    void executed(List<QueuedCommand> commands) {
        if (commands.stream().anyMatch(queued -> SessionExpiry.concerns(queued.command()))) {
            queue.locked(() -> {
                for (QueuedCommand queued : commands) {
                    Reply reply = Objects.requireNonNull(queued.reply(), "the reply");
                    expiry.executed(queued.command(), reply, queued);
                }
                return true;
            });
        }
    }

    /** Clients are accepted from now on. */
    void start() {
        queue.locked(() -> {
            expiry.start();
            return true;
        });
    }

    /** From now on {@link #checkExpiry} is called in time; see {@link SessionExpiry#timedBy}. */
    void timedBy(Runnable whenEarlier) {
        queue.locked(() -> {
            expiry.timedBy(whenEarlier);
            return true;
        });
    }

    /** As {@link #timedBy}, and {@code driver} observes the ends. */
    void drivenBy(ExpiryDriver driver) {
        queue.locked(() -> {
            observerOf = driver::ordering;
            return true;
        });
        timedBy(driver::earlier);
    }
}
