package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.Loop;
import dev.latchkey.core.Key;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What an acquisition and the hold that comes of it have in common.
 *
 * @param id drawn for one acquisition alone, so that it knows its own write when it reads it; before that, empty
 * @param completion where futures that callers see complete
 */
record Terms(String name, Key key, Value id, AsyncClerk clerk, Loop loop, RandomGenerator chance, Executor completion) {

    /** Continues on the loop with the result of an operation, or with what it failed with. */
    <T> void then(CompletableFuture<T> operation, Consumer<T> next, Consumer<Throwable> failed) {
        operation.whenComplete((result, failure) -> onLoop(
                () -> {
                    if (failure != null) {
                        failed.accept(causeOf(failure));
                    } else {
                        next.accept(result);
                    }
                },
                failed));
    }

    private static Throwable causeOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    /** Runs a step on the loop; if that has ended, with the client, then {@code failed} here. */
    void onLoop(Runnable step, Consumer<Throwable> failed) {
        try {
            loop.execute(step);
        } catch (RejectedExecutionException e) {
            failed.accept(new NotSentException("not sent: the client is closed"));
        }
    }

    /** Runs what callers may have hung on a future where such things may wait, which the loop is not. */
    void tell(Runnable completing) {
        try {
            completion.execute(completing);
        } catch (RejectedExecutionException e) {
            completing.run(); // why: the caller shut the executor down, and a result on the wrong thread beats none
        }
    }

    /** The same result, for callers. */
    <T> CompletableFuture<T> told(CompletableFuture<T> result) {
        CompletableFuture<T> told = new CompletableFuture<>();
        result.whenComplete((value, failure) -> tell(() -> {
            if (failure != null) {
                told.completeExceptionally(causeOf(failure));
            } else {
                told.complete(value);
            }
        }));
        return told;
    }

    Terms withId(Value drawn) {
        return new Terms(name, key, drawn, clerk, loop, chance, completion);
    }

    /** The same operations, with so long a deadline. */
    Terms within(Duration deadline) {
        return new Terms(name, key, id, clerk.withDeadline(deadline), loop, chance, completion);
    }

    /** Writes at a version that was seen in {@code store}, where alone it means anything. */
    CompletableFuture<PutOutcome> putIn(StoreId store, Value value, Version expected) {
        return clerk.inStore(store).put(key, value, expected);
    }
}
