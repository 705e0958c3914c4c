package dev.latchkey.server;

import dev.latchkey.wire.Time;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where commands wait for the writer, in the order in which they came. Any thread brings, the writer takes. */
final class Intake {

    /** What the writer is to do next. */
    enum Next {
        /** Something waits. */
        WORK,
        /** Nothing has come for a while. */
        IDLE,
        /** Nothing waits, and nothing will come. */
        END
    }

    private static final int NEVER = Integer.MAX_VALUE;

    private final long bytesMax;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long bytes;
    private boolean closed;

    /** With so many waiting the writer, which sleeps, wants to be woken. */
    private int wakeAt = NEVER;

    /** @param bytesMax the most bytes that writes may hold which wait */
    Intake(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Adds a command; false if there is no room for it, or nothing is taken any more. A read always has room. */
    boolean offer(Waiting command) {
        lock.lock();
        try {
            if (closed || (command.command.isWrite() && bytes + command.weight() > bytesMax)) {
                return false;
            }
            bytes += command.weight();
            waiting.addLast(command);
            if (waiting.size() >= wakeAt) {
                changed.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Moves what waits to {@code target}, the oldest first, as long as it fits into so many bytes; one fits in any case. */
    void take(List<Waiting> target, long batchBytesMax) {
        lock.lock();
        try {
            long taken = 0;
            Waiting next = waiting.peekFirst();
            while (next != null && (target.isEmpty() || taken + next.weight() <= batchBytesMax)) {
                taken += next.weight();
                target.add(waiting.removeFirst());
                next = waiting.peekFirst();
            }
            bytes -= taken;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is taken from now on; what waits is still to be done. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what waits, and takes nothing any more. */
    void abandon() {
        lock.lock();
        try {
            waiting.clear();
            bytes = 0;
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Blocks until there is something to do.
     *
     * @param idleNanos how long nothing must come until that is {@link Next#IDLE}; 0: as long as it takes
     */
    Next await(Gathering gathering, Time time, long idleNanos) {
        lock.lock();
        try {
            return sleep(gathering, time, idleNanos);
        } finally {
            wakeAt = NEVER;
            lock.unlock();
        }
    }

    /** Why not interruptible: the JDK closes a file under a thread that is interrupted, so nobody may interrupt the writer. */
    private Next sleep(Gathering gathering, Time time, long idleNanos) {
        try {
            return interruptibly(gathering, time, idleNanos);
        } catch (InterruptedException e) {
            throw new IllegalStateException("the writer of the log was interrupted, which nobody may do", e);
        }
    }

    private Next interruptibly(Gathering gathering, Time time, long idleNanos) throws InterruptedException {
        long idleLeft = idleNanos > 0 ? idleNanos : Long.MAX_VALUE;
        while (true) {
            if (!waiting.isEmpty()) {
                long more = closed ? 0 : gathering.waitNanos(waiting.size(), time.nanos());
                if (more <= 0) {
                    gathering.begins(waiting.size());
                    return Next.WORK;
                }
                wakeAt = gathering.expected();
                changed.awaitNanos(more);
            } else if (closed) {
                return Next.END;
            } else if (idleLeft <= 0) {
                return Next.IDLE;
            } else {
                wakeAt = 1;
                idleLeft = changed.awaitNanos(idleLeft);
            }
        }
    }
}
