package dev.latchkey.client.completion;

import dev.latchkey.seams.SystemTime;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Returns the result of a future or throws its failure, adding the stack trace of the thread that waited. */
public final class FutureResult {

    /** At most this many waits are added to one exception, since a caller may wait for the same future any number of times. */
    private static final int WAITS_MAX = 8;

    private FutureResult() {}

    /** Blocks until the future completes. An interrupt does not change the future. */
    public static <T> T forResult(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        }
    }

    /** The result of a completed future. */
    public static <T> T resultOf(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw unchecked(e.getCause());
        }
    }

    /**
     * Blocks until the future completes or {@code max} has passed, for what must be done even if the thread is interrupted: an
     * interrupt neither ends the wait nor changes the future, and the interrupt status is set again afterwards. Returns whether
     * the future has completed.
     */
    public static boolean awaitUninterruptibly(CompletableFuture<?> future, Duration max) {
        long end = SystemTime.INSTANCE.nanos() + max.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    future.get(Math.max(0, end - SystemTime.INSTANCE.nanos()), TimeUnit.NANOSECONDS);
                    return true;
                } catch (ExecutionException | CancellationException e) {
                    return true; // why not thrown: the caller decides what a failure means
                } catch (TimeoutException e) {
                    return future.isDone();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable cause) {
        if (cause == null) {
            return new IllegalStateException("a future failed without a cause");
        }
        if (cause.getSuppressed().length < WAITS_MAX) {
            cause.addSuppressed(new Waited());
        }
        return cause instanceof RuntimeException exception ? exception : new IllegalStateException(cause);
    }

    /** Records where the caller waited, because the exception itself was created on another thread. */
    private static final class Waited extends RuntimeException {
        private static final long serialVersionUID = 1;

        Waited() {
            super("waited here");
        }
    }
}
