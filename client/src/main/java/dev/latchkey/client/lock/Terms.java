package dev.latchkey.client.lock;

import dev.latchkey.client.AsyncClerk;
import dev.latchkey.client.Loop;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What an acquisition and the hold that comes of it have in common.
 *
 * @param id drawn for one acquisition alone, so that it knows its own write when it reads it; before that, empty
 * @param completion where futures complete that callers see; steps run on the loop
 */
record Terms(String name, Key key, Value id, AsyncClerk clerk, Loop loop, RandomGenerator chance, Executor completion) {

    /** Continues on the loop with the result of an operation, or with what it failed with. */
    <T> void then(CompletableFuture<T> operation, Consumer<T> next, Consumer<Throwable> failed) {
        operation.whenComplete((result, failure) -> loop.execute(() -> {
            if (failure != null) {
                failed.accept(failure);
            } else {
                next.accept(result);
            }
        }));
    }

    Terms withId(Value drawn) {
        return new Terms(name, key, drawn, clerk, loop, chance, completion);
    }

    /** The same operations, with so long a deadline. */
    Terms within(Duration deadline) {
        return new Terms(name, key, id, clerk.withDeadline(deadline), loop, chance, completion);
    }
}
