package dev.latchkey.client.clerk;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Turns the end of a future into a return or a throw, with the stack of the thread that waited. */
public final class FutureResult {

    private FutureResult() {}

    /** Waits; an interrupt leaves the future as it is. */
    static <T> T forResult(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        }
    }

    /** The result of a future that has ended. */
    public static <T> T ended(CompletableFuture<T> future) {
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

    /** Where the caller waited: the exception itself was made on another thread. */
    private static final class Waited extends RuntimeException {
        private static final long serialVersionUID = 1;

        Waited() {
            super("waited here");
        }
    }
}
