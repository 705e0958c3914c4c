package dev.latchkey.client.completion;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An executor that runs its tasks on the thread that waits for their result, so that a blocking method calls a function of its
 * caller on the caller's thread. For one use by one thread.
 */
public final class CallingThread implements Executor {

    /** The operation waits for each task before it adds the next one. */
    private static final int TASKS_MAX = 4;

    private final BlockingQueue<Runnable> tasks = new ArrayBlockingQueue<>(TASKS_MAX);
    private @Nullable RuntimeException exception;
    private @Nullable Error error;

    /** Adds a task. Any thread may call this. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Returns a function that does the same, and whose failure {@link #runUntilDone} throws as it was thrown. */
    public <T, R> Function<T, R> rethrowing(Function<T, R> function) {
        return argument -> {
            try {
                return function.apply(argument);
            } catch (RuntimeException e) {
                exception = e;
                throw e;
            } catch (Error e) {
                error = e;
                throw e;
            }
        };
    }

    /**
     * Runs tasks until one of them has completed {@code result}, which no other thread may complete.
     *
     * @param giveUp called once if the thread is interrupted; must lead to the completion of {@code result} soon. The interrupt
     *     status stays set
     */
    public void runUntilDone(Future<?> result, Runnable giveUp) {
        boolean interrupted = false;
        try {
            while (!result.isDone()) {
                try {
                    tasks.take().run();
                } catch (InterruptedException e) {
                    if (!interrupted) {
                        giveUp.run();
                    }
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        rethrow();
    }

    private void rethrow() {
        if (exception != null) {
            throw exception;
        }
        if (error != null) {
            throw error;
        }
    }
}
