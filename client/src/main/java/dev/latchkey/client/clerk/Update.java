package dev.latchkey.client.clerk;

import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.session.CallOptions;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One update of a key: reads it, applies the caller's function, and writes the result at the version that was read, in the
 * store that it was read from. If the write is definitely refused because the key has changed, begins again after a pause. All
 * steps run on the event loop, except for the function, which runs on the caller's executor.
 */
final class Update {

    /** The pauses between attempts, so that clients that update the same key do not keep each other from succeeding. */
    private static final Backoff PAUSE = new Backoff(Duration.ofMillis(4), Duration.ofMillis(250));

    private final AsyncClerk clerk;
    private final Loop loop;
    private final CallOptions options;
    private final Key key;
    private final Function<Optional<Versioned>, KeyChange> function;
    private final Executor caller;
    private final CompletableFuture<Updated> result = new CompletableFuture<>();

    /** Whether this object has determined the result, rather than the caller. */
    private volatile boolean settled;

    private long began;
    private int conflicts;

    /** The store of the current attempt; empty before the first connection. */
    private Optional<StoreId> store = Optional.empty();

    private @Nullable PendingCall<?> underWay;
    private Loop.Alarm pause = () -> {};
    private boolean pausing;
    private @Nullable String gaveUp;

    /**
     * @param clerk a Clerk whose futures complete on the loop
     * @param caller runs the function and completes the result
     */
    Update(AsyncClerk clerk, Key key, Function<Optional<Versioned>, KeyChange> function, Executor caller) {
        this.clerk = clerk;
        this.loop = clerk.loop();
        this.options = clerk.options();
        this.key = key;
        this.function = function;
        this.caller = caller;
    }

    /** Starts the update. Any thread may call this. If the caller completes the future, the update ends. */
    CompletableFuture<Updated> start() {
        result.whenComplete((updated, failure) -> {
            if (!settled) {
                giveUp("the future was completed by the caller");
            }
        });
        onLoop(() -> {
            began = loop.nanos();
            attempt();
        });
        return result;
    }

    /** Ends the update. A write that was sent makes the outcome unknown. Any thread may call this. */
    void giveUp(String why) {
        onLoop(() -> {
            gaveUp = why;
            PendingCall<?> call = underWay;
            if (pausing) {
                pausing = false;
                pause.cancel();
                settle(new NotSentException(why));
            } else if (call != null) {
                call.giveUp(why);
            }
        });
    }

    private void onLoop(Runnable step) {
        try {
            if (loop.isInside()) {
                step.run();
            } else {
                loop.execute(step);
            }
        } catch (RejectedExecutionException e) {
            settle(new NotSentException("not sent: the client is closed"));
        }
    }

    private <T> void then(PendingCall<T> call, Consumer<T> next) {
        underWay = call;
        call.whenComplete((answer, failure) -> {
            underWay = null;
            if (failure == null) {
                next.accept(answer);
            } else {
                failed(failure);
            }
        });
    }

    private void attempt() {
        if (hasGivenUp()) {
            return;
        }
        store = options.store() != null ? Optional.of(options.store()) : clerk.storeId();
        if (store.isEmpty()) {
            // why: the first connection tells which store it is, and what is read before may be from another one
            then(current().read(new Command.Get(key)), ignored -> attempt());
        } else {
            then(current().read(new Command.Get(key)), this::haveRead);
        }
    }

    private boolean hasGivenUp() {
        if (gaveUp != null) {
            settle(new NotSentException(gaveUp));
        }
        return gaveUp != null;
    }

    /** The Clerk with the remaining time as its deadline, bound to the store of this attempt. */
    private AsyncClerk current() {
        AsyncClerk timed =
                options.deadline() == null ? clerk : clerk.withDeadline(Duration.ofNanos(Math.max(1, leftNanos())));
        return store.map(timed::inStore).orElse(timed);
    }

    private long leftNanos() {
        Duration deadline = options.deadline();
        return deadline == null ? Long.MAX_VALUE : deadline.toNanos() - (loop.nanos() - began);
    }

    private void haveRead(Reply reply) {
        Optional<Versioned> found = AsyncClerk.found(reply);
        if (!hasGivenUp()) {
            caller.execute(() -> decide(found));
        }
    }

    private void decide(Optional<Versioned> found) {
        KeyChange change;
        try {
            change = Objects.requireNonNull(
                    function.apply(found), "the function of an update returned null: return KeyChange.none() instead");
        } catch (RuntimeException | Error e) {
            settled = true;
            result.completeExceptionally(e);
            return;
        }
        onLoop(() -> write(found, change));
    }

    private void write(Optional<Versioned> found, KeyChange change) {
        if (hasGivenUp()) {
            return;
        }
        Version version = found.map(Versioned::version).orElse(Version.NONE);
        if (change instanceof KeyChange.Put put) {
            write(new Command.Put(key, put.value(), version), Optional.of(put.value()), version);
        } else if (change instanceof KeyChange.Delete && found.isPresent()) {
            write(new Command.Delete(key, version), Optional.empty(), version);
        } else {
            settle(new Updated(key, new PutOutcome.Ok(version), found.map(Versioned::value), false));
        }
    }

    private void write(Command command, Optional<Value> value, Version expected) {
        then(current().write(command, expected.isNone()), outcome -> haveWritten(outcome, value));
    }

    private void haveWritten(PutOutcome outcome, Optional<Value> value) {
        boolean isRefused = outcome instanceof PutOutcome.ErrVersion || outcome instanceof PutOutcome.ErrNoKey;
        long delay = isRefused ? PAUSE.delayNanos(++conflicts, options.chance()) : 0;
        if (isRefused && gaveUp == null && delay < leftNanos()) {
            pausing = true;
            pause = loop.schedule(delay, () -> {
                pausing = false;
                attempt();
            });
        } else {
            settle(new Updated(key, outcome, value, outcome instanceof PutOutcome.Ok));
        }
    }

    /** An operation has failed, so that nothing was written. In another store, the update begins again. */
    private void failed(Throwable failure) {
        boolean isOtherStore =
                options.store() == null && store.isPresent() && !clerk.storeId().equals(store);
        if (isOtherStore && gaveUp == null && leftNanos() > 0) {
            attempt();
        } else {
            Throwable cause = failure.getCause();
            settle(failure instanceof CompletionException && cause != null ? cause : failure);
        }
    }

    private void settle(Updated updated) {
        settled = true;
        caller.execute(() -> result.complete(updated));
    }

    private void settle(Throwable failure) {
        settled = true;
        caller.execute(() -> result.completeExceptionally(failure));
    }
}
