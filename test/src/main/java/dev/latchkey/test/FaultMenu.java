package dev.latchkey.test;

import dev.latchkey.test.history.RequestWords;
import dev.latchkey.trial.faults.Fault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** The faults that were ordered and have not happened yet. For any thread. */
final class FaultMenu {

    private static final int ORDERED_MAX = 10_000;

    private static final Fault LOSE_REPLY = new Fault.CutReply(0, false);
    private static final Fault LOSE_REQUEST = new Fault.CutRequest(0, true);

    private record Ordered(Predicate<RequestWords> concerns, Fault fault) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Ordered> ordered = new ArrayDeque<>();
    private Duration delay = Duration.ZERO;

    void loseReply(Predicate<RequestWords> of) {
        order(new Ordered(of, LOSE_REPLY));
    }

    void loseRequest(Predicate<RequestWords> which) {
        order(new Ordered(which, LOSE_REQUEST));
    }

    private void order(Ordered fault) {
        lock.lock();
        try {
            if (ordered.size() == ORDERED_MAX) {
                throw new IllegalStateException(
                        ORDERED_MAX + " faults were ordered that have not happened; heal() cancels them");
            }
            ordered.add(fault);
        } finally {
            lock.unlock();
        }
    }

    void delay(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("the delay is negative: " + time);
        }
        lock.lock();
        try {
            delay = time;
        } finally {
            lock.unlock();
        }
    }

    void heal() {
        lock.lock();
        try {
            ordered.clear();
            delay = Duration.ZERO;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the oldest fault that concerns {@code request}. A fault that loses something takes precedence over the delay. */
    Optional<Fault> next(RequestWords request) {
        lock.lock();
        try {
            for (Iterator<Ordered> each = ordered.iterator(); each.hasNext(); ) {
                Ordered one = each.next();
                if (one.concerns.test(request)) {
                    each.remove();
                    return Optional.of(one.fault);
                }
            }
            return delay.isZero() ? Optional.empty() : Optional.of(new Fault.Delay(delay, Duration.ZERO));
        } finally {
            lock.unlock();
        }
    }
}
