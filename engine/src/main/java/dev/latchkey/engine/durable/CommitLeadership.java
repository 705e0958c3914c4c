package dev.latchkey.engine.durable;

import dev.latchkey.seams.Time;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who takes the next step of an engine: the thread that is there for it, or the one that brought the commands. One at a time, and
 * what it has done is visible to the next.
 *
 * <p>A turn is lent to a thread that brings a command when nobody has it; the thread takes its step when it has read what else there
 * is to read ({@link #borrow}, {@link #giveBack}). Everything else is for the writer's thread, which sleeps in {@link #await}. (Databases
 * know this as group commit with a leader.)
 */
final class CommitLeadership {

    /** What the writer's thread is to do next. */
    enum Next {
        /** Something waits. */
        WORK,
        /** Nothing has come for a while. */
        IDLE,
        /** Nothing waits, and nothing will come. */
        END
    }

    private enum Holder {
        NOBODY,
        /** A thread that will take its step, but has not begun. */
        LENT,
        BORROWER,
        WRITER
    }

    private static final int NEVER = Integer.MAX_VALUE;

    private final CommitQueue intake;
    private final BatchDelay gathering;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private BooleanSupplier lends = () -> false;
    private Holder holder = Holder.NOBODY;

    /** With so many waiting the writer's thread, which sleeps, wants to be woken. */
    private int wakeAt = NEVER;

    /** How many steps borrowers have taken. */
    private long borrowed;

    CommitLeadership(CommitQueue intake, BatchDelay gathering, Time time) {
        this.intake = intake;
        this.gathering = gathering;
        this.time = time;
    }

    /** From now on a turn is lent when {@code worthIt} says so; before, never. */
    void lendWhen(BooleanSupplier worthIt) {
        lock.lock();
        try {
            lends = worthIt;
        } finally {
            lock.unlock();
        }
    }

    /** A command has been added. True if the turn is lent for it: then its thread must {@link #borrow} soon, or {@link #reclaim}. */
    boolean came() {
        lock.lock();
        try {
            if (holder == Holder.NOBODY && lends.getAsBoolean() && !intake.isClosed()) {
                holder = Holder.LENT;
                return true;
            }
            if (holder == Holder.NOBODY && wakeAt != NEVER && intake.size() >= wakeAt) {
                changed.signal();
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the turn that was lent; false if there is nothing to do any more. */
    boolean borrow() {
        lock.lock();
        try {
            if (holder != Holder.LENT) {
                return false;
            }
            boolean hasWork = intake.size() > 0;
            holder = hasWork ? Holder.BORROWER : Holder.NOBODY;
            return hasWork;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a borrowed turn. Not null: it is lent again, to that thread. */
    @Nullable
    Executor giveBack() {
        lock.lock();
        try {
            borrowed++;
            Executor next = intake.firstHome();
            boolean lent = next != null && !intake.isClosed() && lends.getAsBoolean();
            holder = lent ? Holder.LENT : Holder.NOBODY;
            if (!lent && (next != null || intake.isClosed())) {
                changed.signal();
            }
            return lent ? next : null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes back a turn that was lent to a thread which will not borrow it. */
    void reclaim() {
        lock.lock();
        try {
            if (holder == Holder.LENT) {
                holder = Holder.NOBODY;
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The intake has been closed: the writer's thread must hear of it. */
    void closed() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the turn of the writer's thread and blocks until it has another, and something to do. After {@link Next#END} nobody else
     * gets one.
     *
     * @param idleNanos how long nothing must come until that is {@link Next#IDLE}, more than 0
     */
    Next await(long idleNanos) {
        lock.lock();
        try {
            if (holder == Holder.WRITER) {
                holder = Holder.NOBODY;
            }
            Next next = sleep(idleNanos);
            holder = Holder.WRITER;
            return next;
        } finally {
            wakeAt = NEVER;
            lock.unlock();
        }
    }

    /** Why not interruptible: the JDK closes a file under a thread that is interrupted, so nobody may interrupt the writer. */
    private Next sleep(long idleNanos) {
        try {
            return interruptibly(idleNanos);
        } catch (InterruptedException e) {
            throw new IllegalStateException("the writer of the log was interrupted, which nobody may do", e);
        }
    }

    private Next interruptibly(long idleNanos) throws InterruptedException {
        long idleLeft = idleNanos;
        long seen = borrowed;
        while (true) {
            if (seen != borrowed) {
                seen = borrowed;
                idleLeft = idleNanos;
            }
            if (isAway()) {
                wakeAt = 1;
                changed.awaitNanos(idleNanos);
            } else if (intake.size() > 0) {
                long more = intake.isClosed() ? 0 : gathering.waitNanos(intake.size(), time.nanos());
                if (more <= 0) {
                    gathering.begins(intake.size());
                    return Next.WORK;
                }
                wakeAt = gathering.expected();
                changed.awaitNanos(more);
            } else if (intake.isClosed()) {
                return Next.END;
            } else if (idleLeft <= 0) {
                return Next.IDLE;
            } else {
                wakeAt = 1;
                idleLeft = changed.awaitNanos(idleLeft);
            }
        }
    }

    /** Why not once the intake is closed: the thread to which it was lent may have ended before it could begin. */
    private boolean isAway() {
        return holder == Holder.BORROWER || (holder == Holder.LENT && !intake.isClosed());
    }
}
