package dev.latchkey.engine.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.session.Session;
import dev.latchkey.core.state.Changes;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.HistoryFigures;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.SessionFigures;
import dev.latchkey.engine.session.OfSessions;
import dev.latchkey.engine.session.SessionExpiry;
import dev.latchkey.engine.session.SessionStore;
import java.util.List;
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

    /** Tombstones use at most one part in this many of the memory limit, since no client can delete them. */
    private static final int TOMBSTONES_SHARE = 4;

    /** The event history uses one part in this many of the memory limit, in addition to it. */
    private static final int HISTORY_SHARE = 32;

    private static final long HISTORY_BYTES_MAX = 64L << 20;

    /** Cancellations may exceed the memory limit by one part in this many. */
    private static final int CANCELLATIONS_SHARE = 64;

    /** While the log needs a snapshot, deletes may exceed the limit of the copies up to this many times. */
    private static final int HELD_EXCESS = 2;

    private final MemoryLimits limits;
    private final ReentrantLock lock = new ReentrantLock();

    private static final OfSessions<Boolean> CANCELS = new OfSessions<>() {
        @Override
        protected Boolean other(Command command) {
            return false;
        }

        @Override
        public Boolean once(Command.Once command) {
            return command.step().match(this);
        }

        @Override
        public Boolean cancel(Command.Cancel command) {
            return true;
        }
    };

    private final OfSessions<Boolean> isRecorded = new OfSessions<>() {
        @Override
        protected Boolean other(Command command) {
            return false;
        }

        @Override
        public Boolean once(Command.Once command) {
            return recorded(command, state) != null;
        }
    };

    /** Does not apply the command, which would change the state without a record in the log. */
    private final OfSessions<Reply> replyOnRecord = new OfSessions<>() {
        @Override
        protected Reply other(Command command) {
            throw new IllegalStateException("the reply to " + command + " is not recorded");
        }

        @Override
        public Reply once(Command.Once command) {
            Reply known = state.sessions().known(command);
            return known == null ? other(command) : known;
        }
    };

    /** Guarded by the lock, like {@link #open}. */
    private StateMachine state;

    private final OpenSnapshots open = new OpenSnapshots();

    /** @param bytesMax the memory limit of the state, compared with the state's own estimate */
    public GuardedState(StateMachine state, long bytesMax) {
        this(state, MemoryLimits.of(bytesMax));
    }

    public GuardedState(StateMachine state, MemoryLimits limits) {
        this.state = state;
        this.limits = limits;
    }

    /**
     * Returns standard limits, but no more tombstones than fit into a quarter of the memory limit with keys of maximum length, and an
     * event history of a thirty-second of the memory limit, at most {@value #HISTORY_BYTES_MAX} bytes. The history does not count against
     * the memory limit, since no client can delete events.
     */
    public static StateLimits limitsFor(long bytesMax) {
        long fit = bytesMax / TOMBSTONES_SHARE / StateMachine.TOMBSTONE_BYTES_MAX;
        int tombstonesMax = (int) Math.max(1, Math.min(fit, StateLimits.STANDARD.tombstonesMax()));
        long historyBytes = Math.max(1, Math.min(bytesMax / HISTORY_SHARE, HISTORY_BYTES_MAX));
        int eventsMax = (int) Math.max(1, historyBytes / HistoryLimits.EVENT_BYTES);
        return StateLimits.STANDARD
                .withTombstonesMax(tombstonesMax)
                .withHistory(new HistoryLimits(eventsMax, historyBytes));
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
        return locked(now -> recorded(command, now));
    }

    @Override
    public boolean wouldExecute(Command.Once command) {
        return locked(now -> now.sessions().known(command) == null);
    }

    /** The recorded reply to {@code command}; null if it is to be executed, or to be refused for its number. */
    private static @Nullable Reply recorded(Command.Once command, StateMachine now) {
        if (now.sessions().find(command.session(), command.user()) == null) {
            return null;
        }
        Reply known = now.sessions().known(command);
        return known instanceof Reply.SeqRefused ? null : known;
    }

    /** Whether the reply to {@code command} is recorded. For a caller that holds the lock. */
    boolean isRecorded(Command command) {
        return command.match(isRecorded);
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

    /** The figures of the sessions in the state; {@code counted} has the others. */
    public SessionFigures sessions(SessionExpiry counted) {
        return locked(now -> counted.figures(
                now.sessions().size(),
                now.sessions().ownedKeys(),
                now.sessions().recordedReplies(),
                now.sessions().bytes()));
    }

    /** Applies a command of unknown origin, or refuses it if it would exceed the memory limit. */
    public Reply apply(Command command) {
        return apply(command, Origin.UNKNOWN);
    }

    /** Applies a command, or refuses it if it would exceed the memory limit. */
    public Reply apply(Command command, Origin origin) {
        return locked(now -> applyHeld(command, origin));
    }

    /** As {@link #apply}, for a caller that holds the lock. */
    Reply applyHeld(Command command, Origin origin) {
        return exceedsLimit(command) ? MEMORY_FULL : applyLocked(command, origin);
    }

    /** A write that would be refused in any case, or that does not grow the state, is applied even if the limit is exceeded. */
    private boolean exceedsLimit(Command command) {
        Command.Write write = command.asWrite();
        if (write == null || write.mayFree() || isRecorded(command)) {
            return false;
        }
        if (mayExceed(write, 0)) {
            return false;
        }
        if (exceedsTotal(write, 0)) {
            return true;
        }
        if (state.bytes() + state.growthMax(write) <= limits.bytesMax()) {
            return false;
        }
        long growth = state.growth(write);
        return growth > 0 && state.bytes() + growth > limits.bytesMax();
    }

    /**
     * Whether {@code write} is admitted although memory is full: a cancellation, within a bound, since its client could not learn
     * otherwise what became of a write. For a caller that holds the lock.
     */
    boolean mayExceed(Command.Write write, long claimed) {
        return write.match(CANCELS)
                && state.bytes() + claimed + state.growthMax(write)
                        <= limits.bytesMax() + limits.bytesMax() / CANCELLATIONS_SHARE;
    }

    /**
     * Whether the state and the copies kept for open snapshots would exceed their limits together, because what a write overwrites stays
     * in memory until the snapshots have passed it. Ends backups to avoid that, unless it could be enough that the admitted writes are
     * applied. For a caller that holds the lock.
     *
     * @param claimed the memory that writes need that are admitted but not applied yet
     */
    boolean exceedsTotal(Command.Write write, long claimed) {
        if (open.isEmpty()) {
            return false;
        }
        if (fitsBeside(claimed + state.memoryMax(write, open.count()))) {
            return false;
        }
        if (claimed > 0) {
            return true;
        }
        open.endBackups(Math.max(0, limits.totalBytesMax() - state.bytes() - state.memoryMax(write, open.count())));
        return !open.isEmpty() && !fitsBeside(state.memoryMax(write, open.count()));
    }

    private boolean fitsBeside(long bytes) {
        return state.bytes() + open.heldBytes() + bytes <= limits.totalBytesMax();
    }

    /** The number of open snapshots. For a caller that holds the lock. */
    int openSnapshots() {
        return open.count();
    }

    /** Applies a command that needs no further admission. */
    private Reply applyLocked(Command command, Origin origin) {
        Reply reply = state.apply(command, origin, Changes.NONE);
        if (!open.isEmpty() && command.isWrite()) {
            // Why not exceedsTotal: deletes are never refused, and each of them may still keep a copy.
            open.endBackups(limits.totalBytesMax() - state.bytes());
            open.endAny(limits.totalBytesMax() + HELD_EXCESS * limits.heldBytesMax() - state.bytes());
        }
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
                    queued.reply(queued.command().match(replyOnRecord));
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
        return locked(now -> new HistoryFigures(
                now.history().size(),
                now.limits().history().eventsMax(),
                now.history().bytes(),
                now.limits().history().bytesMax(),
                now.history().oldestRevision()));
    }

    /** The current size of the state. */
    public KeyspaceSize keyspace() {
        return locked(now -> new KeyspaceSize(
                now.size(),
                now.tombstones(),
                now.revision(),
                now.bytes(),
                limits.bytesMax(),
                open.heldBytes(),
                limits.heldBytesMax(),
                open.ended()));
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
