package dev.latchkey.engine.durable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Where commands wait to be written, in the order in which they came. Any thread brings; who has the turn ({@link CommitLeadership}) takes. */
final class CommitQueue {

    private final long bytesMax;
    private final Deque<QueuedCommand> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private long bytes;
    private boolean closed;

    /** @param bytesMax a write beyond so many bytes that are held by what waits is refused */
    CommitQueue(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Adds a command; false if there is no room for it, or nothing is taken any more. A read always has room. */
    boolean offer(QueuedCommand command) {
        lock.lock();
        try {
            if (closed || (command.command.isWrite() && bytes + command.heldBytes() > bytesMax)) {
                return false;
            }
            bytes += command.heldBytes();
            waiting.addLast(command);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Moves what waits to {@code target}, the oldest first, as long as it fits into so many bytes; one fits in any case. */
    void take(List<QueuedCommand> target, long batchBytesMax) {
        lock.lock();
        try {
            long taken = 0;
            QueuedCommand next = waiting.peekFirst();
            while (next != null && (target.isEmpty() || taken + next.weight() <= batchBytesMax)) {
                taken += next.weight();
                bytes -= next.heldBytes();
                target.add(waiting.removeFirst());
                next = waiting.peekFirst();
            }
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

    /** The thread that brought what has waited longest; null if nothing waits. */
    @Nullable
    Executor firstHome() {
        lock.lock();
        try {
            QueuedCommand first = waiting.peekFirst();
            return first == null ? null : first.home;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is taken from now on; what waits is still to be done. */
    void close() {
        lock.lock();
        try {
            closed = true;
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
        } finally {
            lock.unlock();
        }
    }
}
