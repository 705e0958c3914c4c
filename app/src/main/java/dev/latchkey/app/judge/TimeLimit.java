package dev.latchkey.app.judge;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs a task in a thread of its own and abandons it at a time limit, whatever it is doing: checks of the time inside the task
 * cannot cover a read from a pipe that stays silent, a pause for garbage collection, or a sort of millions of operations.
 */
final class TimeLimit {

    private final AtomicBoolean decided = new AtomicBoolean();

    /** Thrown if the limit passed before the task announced its result. The task is interrupted, and may still be running. */
    static final class TimeIsUpException extends Exception {
        private static final long serialVersionUID = 1;
    }

    /**
     * The task calls this before it reports its result.
     *
     * @return false if the time limit passed before, so that the result must not be reported
     */
    boolean announceResult() {
        return decided.compareAndSet(false, true);
    }

    /**
     * Runs a task. Blocks until it returns, or until the limit passes, unless the task has announced its result by then.
     *
     * @throws TimeIsUpException if the limit passed
     */
    <T> T run(Duration limit, Callable<T> task) throws TimeIsUpException {
        FutureTask<T> result = new FutureTask<>(task);
        Thread thread = new Thread(result, "check");
        thread.setDaemon(true);
        thread.start();
        try {
            try {
                return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (announceResult()) {
                    thread.interrupt();
                    throw new TimeIsUpException();
                }
                return result.get();
            }
        } catch (ExecutionException e) {
            throw rethrown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TimeIsUpException();
        }
    }

    private static RuntimeException rethrown(ExecutionException failed) {
        if (failed.getCause() instanceof Error error) {
            throw error;
        }
        return failed.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(failed);
    }
}
