package dev.latchkey.engine.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.KeyspaceSize;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A state machine behind a lock, with a memory limit. The lock is the only way to the state machine, which can be replaced as a
 * whole. For any thread.
 */
public final class GuardedState {

    /** The reply to a write that would exceed the memory limit. */
    public static final Reply MEMORY_FULL = new Reply.Refused(Reply.Refusal.MEMORY_FULL);

    /** Tombstones use at most one part in this many of the memory limit, since no client can delete them. */
    private static final int TOMBSTONES_SHARE = 4;

    private final long bytesMax;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    private StateMachine state;

    /** @param bytesMax the memory limit of the state, compared with the state's own estimate */
    public GuardedState(StateMachine state, long bytesMax) {
        this.state = state;
        this.bytesMax = bytesMax;
    }

    /** Standard limits, but no more tombstones than fit into a quarter of the memory limit with keys of maximum length. */
    public static StateLimits limitsFor(long bytesMax) {
        long fit = bytesMax / TOMBSTONES_SHARE / StateMachine.TOMBSTONE_BYTES_MAX;
        int tombstonesMax = (int) Math.max(1, Math.min(fit, StateLimits.STANDARD.tombstonesMax()));
        return StateLimits.STANDARD.withTombstonesMax(tombstonesMax);
    }

    /** The memory limit. */
    public long bytesMax() {
        return bytesMax;
    }

    /**
     * Executes a command that only reads.
     *
     * @throws IllegalArgumentException for a write
     */
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

    /** Applies a command, or refuses it if it would exceed the memory limit. */
    public Reply apply(Command command) {
        lock.lock();
        try {
            return exceedsLimit(command) ? MEMORY_FULL : state.apply(command);
        } finally {
            lock.unlock();
        }
    }

    /** A write that would be refused in any case, or that does not grow the state, is applied even if the limit is exceeded. */
    private boolean exceedsLimit(Command command) {
        Command.Write write = command.asWrite();
        if (write == null || write.mayFree() || state.bytes() + StateMachine.growthMax(write) <= bytesMax) {
            return false;
        }
        long growth = state.growth(write);
        return growth > 0 && state.bytes() + growth > bytesMax;
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
                if (!queued.isReplied()) {
                    queued.reply(now.apply(queued.command()));
                }
            }
            return to;
        });
    }

    /** Opens a snapshot of the current state. Close it whether or not it was read to its end. */
    public GuardedSnapshot snapshot() {
        return locked(now -> new GuardedSnapshot(this, now, now.snapshot()));
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

    /** The current size of the state. */
    public KeyspaceSize keyspace() {
        return locked(now -> new KeyspaceSize(now.size(), now.tombstones(), now.revision(), now.bytes(), bytesMax));
    }

    /** Runs {@code work} on the current state, with the lock held. The state machine must not escape from it. */
    <T> T locked(Function<StateMachine, T> work) {
        lock.lock();
        try {
            return work.apply(state);
        } finally {
            lock.unlock();
        }
    }
}
