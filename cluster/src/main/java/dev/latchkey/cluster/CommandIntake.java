package dev.latchkey.cluster;

import dev.latchkey.core.Command;
import dev.latchkey.engine.session.OfSessions;
import dev.latchkey.engine.state.QueuedCommand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The commands of this node's clients that are not under way yet, in order of submission. Only writes count against the limit, since the
 * caller bounds the reads that it has submitted. Cancellations and retries whose reply is recorded are accepted beyond it; a connection
 * bounds how many of them it has unanswered. For any thread.
 */
final class CommandIntake {

    /** What became of a command that was submitted. */
    enum Offer {
        ACCEPTED,
        FULL,
        CLOSED
    }

    private record Arrival(QueuedCommand command, long nanos) {}

    private final OfSessions<Boolean> neverRefused = new OfSessions<>() {
        @Override
        protected Boolean other(Command command) {
            return false;
        }

        @Override
        public Boolean once(Command.Once command) {
            return command.step().match(this) || isRecorded.test(command);
        }

        @Override
        public Boolean cancel(Command.Cancel command) {
            return true;
        }
    };

    private final long bytesMax;
    private final Predicate<Command.Once> isRecorded;
    private final Deque<Arrival> arrivals = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private long bytes;
    private boolean closed;

    /** @param isRecorded whether the reply to a step of a session is recorded */
    CommandIntake(long bytesMax, Predicate<Command.Once> isRecorded) {
        this.bytesMax = bytesMax;
        this.isRecorded = isRecorded;
    }

    Offer offer(QueuedCommand command, long nowNanos) {
        int more = command.queuedBytes();
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            if (more > 0 && bytes + more > bytesMax && !command.command().match(neverRefused)) {
                return Offer.FULL;
            }
            bytes += more;
            arrivals.addLast(new Arrival(command, nowNanos));
            return Offer.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    /** Removes and returns commands, oldest first, up to {@code batchBytesMax}; at least one unless there is none. */
    List<QueuedCommand> take(long batchBytesMax) {
        List<QueuedCommand> taken = new ArrayList<>();
        lock.lock();
        try {
            long takenBytes = 0;
            Arrival next = arrivals.peekFirst();
            while (next != null && (taken.isEmpty() || takenBytes + next.command.weight() <= batchBytesMax)) {
                takenBytes += next.command.weight();
                bytes -= next.command.queuedBytes();
                taken.add(next.command);
                arrivals.removeFirst();
                next = arrivals.peekFirst();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the oldest command has waited longer than that. */
    boolean isOverdue(long nowNanos, long waitNanosMax) {
        lock.lock();
        try {
            Arrival first = arrivals.peekFirst();
            return first != null && nowNanos - first.nanos > waitNanosMax;
        } finally {
            lock.unlock();
        }
    }

    /** Removes and returns all commands. */
    List<QueuedCommand> takeAll() {
        return take(Long.MAX_VALUE);
    }

    /** Accepts no more commands. Idempotent. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}
