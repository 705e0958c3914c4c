package dev.latchkey.engine.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.session.Session;
import dev.latchkey.core.state.Changes;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.HistoryFigures;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.SessionFigures;
import dev.latchkey.engine.session.SessionExpiry;
import dev.latchkey.engine.session.SessionStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A state machine behind a lock, with a memory limit. The lock is the only way to the state machine, which can be replaced as a
 * whole. For any thread.
 */
public final class GuardedState implements SessionStore {

    /** The reply to a write that would exceed the memory limit. */
    public static final Reply MEMORY_FULL = new Reply.Refused(Reply.Refusal.MEMORY_FULL);

    private final MemoryLimits limits;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock, like {@link #open}. */
    private StateMachine state;

    private final OpenSnapshots open = new OpenSnapshots();
    private final AdmissionRule rule;
    private final RecordedReplies records = new RecordedReplies(() -> state);

    /** @param bytesMax the memory limit of the state, compared with the state's own estimate */
    public GuardedState(StateMachine state, long bytesMax) {
        this(state, MemoryLimits.of(bytesMax));
    }

    public GuardedState(StateMachine state, MemoryLimits limits) {
        this.state = state;
        this.limits = limits;
        this.rule = new AdmissionRule(limits, open);
    }

    /** The memory limit. */
    public long bytesMax() {
        return limits.bytesMax();
    }

    /**
     * Executes a command that only reads.
     *
     * @throws IllegalArgumentException for a write
     */
    @Override
    public Reply read(Command command) {
        if (command.isWrite()) {
            throw new IllegalArgumentException(command + " is a write");
        }
        lock.lock();
        try {
            return state.apply(command);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Reply recorded(Command.Once command) {
        return locked(now -> records.recorded(command));
    }

    @Override
    public boolean wouldExecute(Command.Once command) {
        return locked(now -> now.sessions().known(command) == null);
    }

    /** Whether the reply to {@code command} is recorded. For a caller that holds the lock. */
    boolean isRecorded(Command command) {
        return records.isRecorded(command);
    }

    /** The rule for the admission of writes. For a caller that holds the lock. */
    AdmissionRule rule() {
        return rule;
    }

    @Override
    public int ttlMillis(SessionId id) {
        return locked(now -> {
            Session session = now.sessions().find(id);
            return session == null ? 0 : session.ttlMillis();
        });
    }

    @Override
    public void forEachSession(ObjIntConsumer<SessionId> action) {
        locked(now -> {
            now.sessions().forEach(session -> action.accept(session.id(), session.ttlMillis()));
            return now;
        });
    }

    /** Whether the state has any sessions. */
    public boolean hasSessions() {
        return locked(now -> now.sessions().size() > 0);
    }

    /** The number of sessions that are bound to {@code user}. */
    public long sessionsOf(String user) {
        return locked(now -> now.sessions().sizeOf(user));
    }

    /** The user to whom a session is bound; empty if it does not exist. */
    public Optional<String> userOf(SessionId id) {
        return locked(now -> Optional.ofNullable(now.sessions().find(id)).map(Session::user));
    }

    /** The figures of the sessions in the state; {@code counted} has the others. */
    public SessionFigures sessions(SessionExpiry counted) {
        return locked(now -> StateFigures.sessions(now, counted));
    }

    /** Applies a command of unknown origin, or refuses it if it would exceed the memory limit. */
    public Reply apply(Command command) {
        return apply(command, Origin.UNKNOWN);
    }

    /** Applies a command, or refuses it if it would exceed the memory limit. */
    public Reply apply(Command command, Origin origin) {
        return locked(now -> applyHeld(command, origin));
    }

    /** Applies a command whose order and admission were decided before, such as by the leader of a cluster. */
    public Reply applyOrdered(Command command, Origin origin) {
        return locked(now -> applyLocked(command, origin));
    }

    /** As {@link #apply}, for a caller that holds the lock. */
    Reply applyHeld(Command command, Origin origin) {
        Command.Write write = command.asWrite();
        return write != null && !records.isRecorded(write) && rule.exceedsLimit(write, state)
                ? MEMORY_FULL
                : applyLocked(command, origin);
    }

    /** The number of open snapshots. For a caller that holds the lock. */
    int openSnapshots() {
        return open.count();
    }

    /** Applies a command that needs no further admission. */
    private Reply applyLocked(Command command, Origin origin) {
        Reply reply = state.apply(command, origin, Changes.NONE);
        rule.applied(command, state);
        return reply;
    }

    /**
     * Applies commands that {@link MemoryAdmission} has admitted, except those that have a reply already, and sets their replies.
     * Stops after about {@code bytesAtOnce} bytes, so that readers need not wait long for the lock.
     *
     * @param from the index of the first command to apply
     * @return the index after the last command that was applied or skipped; greater than {@code from}
     */
    public int applyAdmitted(List<QueuedCommand> commands, int from, int bytesAtOnce) {
        return locked(now -> {
            int to = from;
            for (int bytes = 0; to < commands.size() && bytes < bytesAtOnce; to++) {
                QueuedCommand queued = commands.get(to);
                bytes += queued.weight();
                if (queued.isAnsweredFromRecord()) {
                    queued.reply(records.replyTo(queued.command()));
                } else if (!queued.isReplied()) {
                    queued.reply(applyLocked(queued.command(), queued.origin()));
                }
            }
            return to;
        });
    }

    /**
     * Opens a snapshot of the current state. Close it whether or not it was read to its end. Puts are refused while the copies that are
     * kept for it take too much memory.
     */
    public GuardedSnapshot snapshot() {
        return snapshot(false);
    }

    /** Opens a snapshot for a client: it is ended rather than that puts are refused on its account. */
    public GuardedSnapshot backup() {
        return snapshot(true);
    }

    private GuardedSnapshot snapshot(boolean backup) {
        return locked(now -> {
            GuardedSnapshot taken = new GuardedSnapshot(this, now, now.snapshot(), backup);
            open.add(taken);
            return taken;
        });
    }

    void close(GuardedSnapshot taken, StateSnapshot snapshot) {
        locked(now -> {
            snapshot.close();
            open.remove(taken);
            return now;
        });
    }

    /** Whether {@code machine} has not been replaced. For a caller that holds the lock. */
    boolean isCurrent(StateMachine machine) {
        return machine == state;
    }

    /**
     * Replaces the whole state atomically: every command before this call is executed on the old state, every command after it on the
     * new one. Snapshots of the old state remain readable and consistent, and keep the old state in memory until they are closed. The
     * memory limit applies to the new state. A command that {@link MemoryAdmission} admitted before must be admitted again.
     */
    public void replace(StateMachine next) {
        lock.lock();
        try {
            state = next;
        } finally {
            lock.unlock();
        }
    }

    /** The revision of the state. */
    public long revision() {
        return locked(StateMachine::revision);
    }

    /** The figures of the event history. */
    public HistoryFigures history() {
        return locked(StateFigures::history);
    }

    /** The current size of the state. */
    public KeyspaceSize keyspace() {
        return locked(now -> StateFigures.keyspace(now, limits, open));
    }

    /** Runs {@code work} on the current state, with the lock held. The state machine must not escape from it. */
    <T extends @Nullable Object> T locked(Function<StateMachine, T> work) {
        lock.lock();
        try {
            return work.apply(state);
        } finally {
            lock.unlock();
        }
    }
}
