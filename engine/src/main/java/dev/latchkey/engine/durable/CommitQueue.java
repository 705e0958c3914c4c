package dev.latchkey.engine.durable;

import dev.latchkey.engine.state.QueuedCommand;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The write queue: commands that are not committed yet, in order of submission. Any thread adds; the commit leader takes. Only writes
 * count against its limit: if reads did, clients that queue many of them would cause the writes of other clients to be refused.
 * The caller that submits a read bounds the reads that it has queued.
 */
final class CommitQueue {

    private final long bytesMax;
    private final Deque<QueuedCommand> queued = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();

    /** The size of the queued writes. */
    private long bytes;

    private boolean closed;

    /** @param bytesMax a write is refused if the queued writes would exceed this size */
    CommitQueue(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Adds a command; false if the queue is closed, or full and the command is a write. */
    boolean offer(QueuedCommand command) {
        int more = command.queuedBytes();
        lock.lock();
        try {
            return (more == 0 || bytes + more <= bytesMax) && add(command);
        } finally {
            lock.unlock();
        }
    }

    /** Adds a command even if the queue is full; false if the queue is closed. The caller bounds how many it adds. */
    boolean add(QueuedCommand command) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            bytes += command.queuedBytes();
            queued.addLast(command);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Runs {@code work} with the lock held: no other thread adds or takes a command meanwhile. */
    <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Drains queued commands into {@code target}, oldest first, up to {@code batchBytesMax}; always at least one. */
    void take(List<QueuedCommand> target, long batchBytesMax) {
        lock.lock();
        try {
            long taken = 0;
            QueuedCommand next = queued.peekFirst();
            while (next != null && (target.isEmpty() || taken + next.weight() <= batchBytesMax)) {
                taken += next.weight();
                bytes -= next.queuedBytes();
                target.add(queued.removeFirst());
                next = queued.peekFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return queued.size();
        } finally {
            lock.unlock();
        }
    }

    /** About how much memory the queued commands use. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    long bytesMax() {
        return bytesMax;
    }

    /** The home of the oldest command; null if the queue is empty, or if the engine itself has queued that command. */
    @Nullable
    Executor firstHome() {
        lock.lock();
        try {
            QueuedCommand first = queued.peekFirst();
            return first == null || first.isByEngine() ? null : first.home();
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

    /** Accepts no more commands; the queued ones can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** Accepts no more commands, and removes and returns the queued ones. */
    List<QueuedCommand> abandon() {
        lock.lock();
        try {
            List<QueuedCommand> abandoned = List.copyOf(queued);
            queued.clear();
            bytes = 0;
            closed = true;
            return abandoned;
        } finally {
            lock.unlock();
        }
    }
}
