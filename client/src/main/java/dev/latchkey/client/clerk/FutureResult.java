package dev.latchkey.client.clerk;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Returns the result of a future or throws its failure, adding the stack trace of the thread that waited. */
public final class FutureResult {

    private FutureResult() {}

    /** Blocks until the future completes. An interrupt does not change the future. */
    static <T> T forResult(CompletableFuture<T> future) throws InterruptedException {
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

    private static RuntimeException unchecked(@Nullable Throwable cause) {
        if (cause == null) {
            return new IllegalStateException("a future failed without a cause");
        }
        cause.addSuppressed(new Waited());
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
