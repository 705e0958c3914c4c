package dev.latchkey.engine.durable;

import dev.latchkey.seams.Time;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Commit leadership: elects the thread that runs the next step of the group commit, either the writer thread or a thread that submitted
 * a command. At most one thread is the leader, and what it has written is visible to the next one.
 *
 * <p>If no thread is the leader when a command is queued, the leadership can be offered to its submitter, which accepts once it has
 * read all other requests that are available ({@link #acceptOffer}, {@link #handOver}). {@link #await} is for the writer thread, which
 * sleeps there; the rest is for any thread.
 */
final class CommitLeadership {

    /** What the writer thread is to do next. */
    enum Next {
        /** Commands are queued. */
        WORK,
        /** No command was submitted for a while. */
        IDLE,
        /** The queue is empty and closed. */
        END
    }

    private enum Leader {
        NONE,
        /** A submitting thread that has not accepted yet. */
        OFFERED,
        SUBMITTER,
        WRITER
    }

    private static final int NEVER = Integer.MAX_VALUE;

    private final CommitQueue queue;
    private final BatchDelay delay;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private BooleanSupplier worthOffering = () -> false;
    private Leader leader = Leader.NONE;

    /** The sleeping writer thread is woken when this many commands are queued. */
    private int wakeAt = NEVER;

    /** The number of steps that submitters have taken. */
    private long inlineSteps;

    CommitLeadership(CommitQueue queue, BatchDelay delay, Time time) {
        this.queue = queue;
        this.delay = delay;
        this.time = time;
    }

    /** From now on the leadership is offered to submitters whenever {@code worthIt} returns true; before, never. */
    void offerWhen(BooleanSupplier worthIt) {
        lock.lock();
        try {
            worthOffering = worthIt;
        } finally {
            lock.unlock();
        }
    }

    /** Call this after a command was queued. If true, its submitter must soon {@link #acceptOffer} or {@link #withdrawOffer}. */
    boolean offer() {
        lock.lock();
        try {
            if (leader == Leader.NONE && worthOffering.getAsBoolean() && !queue.isClosed()) {
                leader = Leader.OFFERED;
                return true;
            }
            if (leader == Leader.NONE && wakeAt != NEVER && queue.size() >= wakeAt) {
                changed.signal();
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Makes the calling thread the leader; false if there is nothing to commit any more. */
    boolean acceptOffer() {
        lock.lock();
        try {
            if (leader != Leader.OFFERED) {
                return false;
            }
            boolean hasWork = queue.size() > 0;
            leader = hasWork ? Leader.SUBMITTER : Leader.NONE;
            return hasWork;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the leadership of a submitter. If the result is not null, the leadership is offered to the thread of that home. */
    @Nullable
    Executor handOver() {
        lock.lock();
        try {
            inlineSteps++;
            Executor next = queue.firstHome();
            boolean offered = next != null && !queue.isClosed() && worthOffering.getAsBoolean();
            leader = offered ? Leader.OFFERED : Leader.NONE;
            if (!offered && (queue.size() > 0 || queue.isClosed())) {
                changed.signal();
            }
            return offered ? next : null;
        } finally {
            lock.unlock();
        }
    }

    /** Withdraws an offer to a thread that cannot accept it. */
    void withdrawOffer() {
        lock.lock();
        try {
            if (leader == Leader.OFFERED) {
                leader = Leader.NONE;
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes the writer thread because the queue was closed. */
    void wakeWriter() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the leadership of the writer thread and blocks until it is the leader again and has something to do. After {@link Next#END}
     * no other thread becomes the leader.
     *
     * @param idleNanos without a commit for this long the result is {@link Next#IDLE}; more than 0
     */
    Next await(long idleNanos) {
        lock.lock();
        try {
            if (leader == Leader.WRITER) {
                leader = Leader.NONE;
            }
            Next next = sleep(idleNanos);
            leader = Leader.WRITER;
            return next;
        } finally {
            wakeAt = NEVER;
            lock.unlock();
        }
    }

    /** Interrupts are a bug: the JDK closes a file when a thread that uses it is interrupted. */
    private Next sleep(long idleNanos) {
        try {
            return interruptibly(idleNanos);
        } catch (InterruptedException e) {
            throw new IllegalStateException("the writer thread was interrupted, which would close the log", e);
        }
    }

    private Next interruptibly(long idleNanos) throws InterruptedException {
        long idleLeft = idleNanos;
        long seen = inlineSteps;
        while (true) {
            if (seen != inlineSteps) {
                seen = inlineSteps;
                idleLeft = idleNanos;
            }
            if (isSubmitterLeading()) {
                wakeAt = 1;
                changed.awaitNanos(idleNanos);
            } else if (queue.size() > 0) {
                long more = queue.isClosed() ? 0 : delay.waitNanos(queue.size(), time.nanos());
                if (more <= 0) {
                    delay.begins(queue.size());
                    return Next.WORK;
                }
                wakeAt = delay.expected();
                changed.awaitNanos(more);
            } else if (queue.isClosed()) {
                return Next.END;
            } else if (idleLeft <= 0) {
                return Next.IDLE;
            } else {
                wakeAt = 1;
                idleLeft = changed.awaitNanos(idleLeft);
            }
        }
    }

    /** An offer does not count once the queue is closed, since the thread to which it was made may have ended. */
    private boolean isSubmitterLeading() {
        return leader == Leader.SUBMITTER || (leader == Leader.OFFERED && !queue.isClosed());
    }
}
