package dev.latchkey.client.completion;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The executor on which futures complete. If the caller's executor rejects a completion, usually because it was shut down, the
 * common pool runs it: the future must complete, and a callback that blocks on the event loop would stall every operation.
 * Thread-safe.
 */
public final class CompletionExecutor implements Executor {

    /** The common pool, or a new thread for each task if the common pool was configured without threads. */
    private static final Executor REPLACEMENT = new CompletableFuture<>().defaultExecutor();

    private final Executor chosen;

    private CompletionExecutor(Executor chosen) {
        this.chosen = chosen;
    }

    /** Returns an executor that runs tasks on {@code chosen}, or on the common pool if {@code chosen} rejects them. */
    public static CompletionExecutor of(Executor chosen) {
        return chosen instanceof CompletionExecutor already ? already : new CompletionExecutor(chosen);
    }

    /** Runs {@code completing}; never rejects it. */
    @Override
    public void execute(Runnable completing) {
        try {
            chosen.execute(completing);
        } catch (RejectedExecutionException e) {
            REPLACEMENT.execute(completing);
        }
    }
}
