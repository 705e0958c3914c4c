package dev.latchkey.engine.session;

import dev.latchkey.seams.Time;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The thread that checks for expired sessions while no command arrives. It sleeps while there are no sessions. */
public final class ExpiryTimer implements AutoCloseable {

    /** Checks are at least this far apart, because one that comes while the engine is stalled does not move the next one. */
    private static final long INTERVAL_NANOS_MIN = 1_000_000;

    private final Supplier<OptionalLong> nextCheck;
    private final Runnable check;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closed;

    /**
     * @param nextCheck when to check next, by {@link Time#nanos}; empty to wait for {@link #wake}
     * @param check ends the sessions whose time has passed
     */
    public ExpiryTimer(Supplier<OptionalLong> nextCheck, Runnable check, Time time) {
        this.nextCheck = nextCheck;
        this.check = check;
        this.time = time;
    }

    /** Starts the thread. Call this once. */
    public void start() {
        Thread thread = new Thread(this::run, "latchkey-expiry");
        thread.setDaemon(true);
        thread.start();
    }

    /** The time of the next check has moved forward. For any thread; does not block. */
    public void wake() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            long earliest = time.nanos();
            while (sleep(earliest)) {
                check.run();
                earliest = time.nanos() + INTERVAL_NANOS_MIN;
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing interrupts the thread of the timer", e);
        }
    }

    /** Sleeps until the next check; false if the timer is closed. */
    private boolean sleep(long earliest) throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                OptionalLong next = nextCheck.get();
                if (next.isEmpty()) {
                    changed.await();
                } else {
                    long now = time.nanos();
                    long left = Math.max(next.getAsLong() - now, earliest - now);
                    if (left <= 0) {
                        return true;
                    }
                    changed.awaitNanos(left);
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** No check begins after this returns, though one may be running. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
