package dev.latchkey.engine.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.state.StateMachine;

/**
 * Decides whether a write fits into the memory limit, given the state that it would change. Guarded by the lock of the state.
 *
 * <p>Beyond the limit there is a reserve, so that the clients of a full store can delete keys in sessions and end them: it admits the
 * writes that {@linkplain Command.Write#mayUseReserve may use a reserve}. New sessions may use half of it, so that they cannot use up
 * what the clients of existing sessions need.
 */
final class AdmissionRule {

    /** The reserve is one part in this many of the memory limit. */
    private static final int RESERVE_SHARE = 64;

    /** New sessions may use one part in this many of the reserve. */
    private static final int OPENED_SHARE = 2;

    /** While the log needs a snapshot, deletes may exceed the limit of the copies up to this many times. */
    private static final int HELD_EXCESS = 2;

    private final MemoryLimits limits;
    private final OpenSnapshots open;

    AdmissionRule(MemoryLimits limits, OpenSnapshots open) {
        this.limits = limits;
        this.open = open;
    }

    /** Whether {@code write} is to be refused. One that would be refused in any case, or does not grow the state, is not. */
    boolean exceedsLimit(Command.Write write, StateMachine now) {
        if (write.mayFree() || fitsReserve(write, now, 0)) {
            return false;
        }
        if (exceedsTotal(write, now, 0)) {
            return true;
        }
        if (now.bytes() + now.growthMax(write) <= limits.bytesMax()) {
            return false;
        }
        long growth = now.growth(write);
        return growth > 0 && now.bytes() + growth > limits.bytesMax();
    }

    /**
     * Whether {@code write} may use the reserve and fits into it.
     *
     * @param claimed the memory that writes need that are admitted but not applied yet
     */
    boolean fitsReserve(Command.Write write, StateMachine now, long claimed) {
        return write.mayUseReserve()
                && now.bytes() + claimed + now.growthMax(write) <= limits.bytesMax() + reserveFor(write);
    }

    private long reserveFor(Command.Write write) {
        long reserve = limits.bytesMax() / RESERVE_SHARE;
        return ReserveAdmission.opensSession(write) ? reserve / OPENED_SHARE : reserve;
    }

    /**
     * Whether the state and the copies kept for open snapshots would exceed their limits together, because what a write overwrites stays
     * in memory until the snapshots have passed it. Ends backups to avoid that, unless it could be enough that the admitted writes are
     * applied.
     *
     * @param claimed the memory that writes need that are admitted but not applied yet
     */
    boolean exceedsTotal(Command.Write write, StateMachine now, long claimed) {
        if (open.isEmpty()) {
            return false;
        }
        if (fitsBeside(now, claimed + now.memoryMax(write, open.count()))) {
            return false;
        }
        if (claimed > 0) {
            return true;
        }
        open.endBackups(Math.max(0, limits.totalBytesMax() - now.bytes() - now.memoryMax(write, open.count())));
        return !open.isEmpty() && !fitsBeside(now, now.memoryMax(write, open.count()));
    }

    private boolean fitsBeside(StateMachine now, long bytes) {
        return now.bytes() + open.heldBytes() + bytes <= limits.totalBytesMax();
    }

    /**
     * Ends snapshots whose copies take too much memory after a command was applied. Why {@link #exceedsTotal} does not suffice: deletes
     * are never refused, and each of them may still keep a copy.
     */
    void applied(Command command, StateMachine now) {
        if (!open.isEmpty() && command.isWrite()) {
            open.endBackups(limits.totalBytesMax() - now.bytes());
            open.endAny(limits.totalBytesMax() + HELD_EXCESS * limits.heldBytesMax() - now.bytes());
        }
    }
}
