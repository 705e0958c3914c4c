package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.lock.holder.LockValue;
import dev.latchkey.client.lock.waiting.LockKind;
import dev.latchkey.client.lock.waiting.TicketQueue;
import dev.latchkey.core.Key;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What an acquisition, its hold and its release share.
 *
 * @param key the key that is written to acquire the lock: that of the lock, or that of a ticket in its queue
 * @param id the unique id of one acquisition, by which it recognises its own write when it reads the key; empty before
 * @param options the options of the handle
 * @param session the session of the handle
 * @param clerk the Clerk of acquisitions and releases, whose calls are allowed while the client is closing
 * @param client what all locks of the client share
 */
record LockContext(
        String name,
        LockKind kind,
        Key key,
        String id,
        HandleSession.Options options,
        HandleSession session,
        AsyncClerk clerk,
        ClientOfLocks client) {

    /** @throws IllegalArgumentException if the name is empty or too long for its kind */
    static LockContext of(String name, LockKind kind, HandleSession.Options options, ClientOfLocks client) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("lock name is empty: a name has 1 to " + Lock.NAME_BYTES_MAX + " bytes");
        }
        HandleSession session = new HandleSession(client.sessions(), client.open(), client.loop(), options);
        if (kind.hasQueue()) {
            kind.tickets(name); // why: it refuses names that are too long
        }
        return new LockContext(name, kind, keyOf(kind, name), "", options, session, client.clerk(), client);
    }

    /** These terms for another handle, with a session of its own. */
    LockContext with(HandleSession.Options other) {
        return of(name, kind, other, client);
    }

    /** These terms for another handle, which acquires a lock of another kind. */
    LockContext as(LockKind other) {
        return of(name, other, options, client);
    }

    /** These terms with a queue: that of fair handles, if this one has none. */
    LockContext withQueue() {
        return kind.hasQueue() ? this : as(LockKind.FAIR);
    }

    /** The terms of a new ticket in the queue of the lock: it is a lock of its own, in the same session, which is always free. */
    LockContext newTicket() {
        String drawn = LockValue.drawId(chance());
        Key ticket = kind.tickets(name).key(drawn, kind.mode());
        return new LockContext(name, kind, ticket, drawn, options, session, clerk, client);
    }

    /** Whether these are the terms of a ticket. */
    boolean isTicket() {
        return !key.equals(keyOf(kind, name));
    }

    private static Key keyOf(LockKind kind, String name) {
        return Key.of(kind.keyPrefix() + name);
    }

    /** The queue of the lock, which must have one. */
    TicketQueue queue(AsyncClerk reader) {
        return new TicketQueue(reader, kind.tickets(name));
    }

    OpenLocks open() {
        return client.open();
    }

    Loop loop() {
        return client.loop();
    }

    RandomGenerator chance() {
        return client.chance();
    }

    /** Continues on the loop with the result or the failure of an operation. */
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

    /** Runs a step on the loop. If the loop has ended with the client, calls {@code failed} on this thread. */
    void onLoop(Runnable step, Consumer<Throwable> failed) {
        try {
            loop().execute(step);
        } catch (RejectedExecutionException e) {
            failed.accept(new NotSentException("not sent: the client is closed"));
        }
    }

    /** Completes a caller's future on the executor, because its callbacks may block. */
    void onExecutor(Runnable completing) {
        client.completion().execute(completing);
    }

    /**
     * A future for the caller with the same result, completed on the executor.
     *
     * @param whenAbandoned runs if the caller completes the future first
     */
    <T> CompletableFuture<T> forCaller(CompletableFuture<T> result, Runnable whenAbandoned) {
        CompletableFuture<T> future = new CompletableFuture<>();
        future.whenComplete((value, failure) -> {
            if (!result.isDone()) {
                whenAbandoned.run();
            }
        });
        result.whenComplete((value, failure) -> onExecutor(() -> {
            if (failure != null) {
                future.completeExceptionally(causeOf(failure));
            } else {
                future.complete(value);
            }
        }));
        return future;
    }

    LockContext withFreshId() {
        return new LockContext(name, kind, key, LockValue.drawId(chance()), options, session, clerk, client);
    }

    /** These terms with another deadline per operation. */
    LockContext within(Duration deadline) {
        return new LockContext(name, kind, key, id, options, session, clerk.withDeadline(deadline), client);
    }

    /** Writes at a version that was read from {@code store}, and only there: it is meaningless in another store. */
    CompletableFuture<PutOutcome> putIn(StoreId store, Value value, Version expected) {
        return clerk.inStore(store).put(key, value, expected);
    }
}
