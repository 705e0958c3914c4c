package dev.latchkey.client.clerk;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * The {@link Clerk} for callers who do not wait. Futures complete on the client's executor, or, if they are cancelled, on the
 * thread that cancels; never on a network thread. Writes are not kept in order across a reconnect: who needs an order waits
 * for one before beginning the next.
 *
 * <p>Cancelling a write's future before it was sent cancels the write; afterwards it completes as {@link PutOutcome.ErrMaybe},
 * since what was sent cannot be unsent.
 *
 * <p>Safe for use by many threads.
 */
public final class AsyncClerk {

    private final Calls calls;
    private final CallOptions options;

    public AsyncClerk(Calls calls, CallOptions options) {
        this.calls = calls;
        this.options = options;
    }

    /** Reads a key: empty if there is none. Fails with {@link NoAnswerException}, {@link NotSentException} or {@link RefusedException}. */
    public CompletableFuture<Optional<Versioned>> get(Key key) {
        return then(read(new Command.Get(key)), AsyncClerk::found);
    }

    /**
     * Writes a key, provided its version is still {@code expected}; {@link Version#NONE} creates it. Fails with {@link
     * NotSentException} or {@link RefusedException}, and then it was certainly not done.
     *
     * <p>Any other version belongs to a store: the one seen last when the write is begun, or that of {@link #inStore}. If the
     * server has another by the time the write would first be sent, it fails with {@link NotSentException}. A create is sent
     * to whatever store is there.
     */
    public CompletableFuture<PutOutcome> put(Key key, Value value, Version expected) {
        return write(new Command.Put(key, value, expected));
    }

    /** Deletes a key, provided its version is still {@code expected}, 1 or more. In one store alone, and failing, like {@link #put}. */
    public CompletableFuture<PutOutcome> delete(Key key, Version expected) {
        return write(new Command.Delete(key, expected));
    }

    /** Reads one page of keys; see {@link Clerk#list(Command.ListKeys)}. Fails like {@link #get}. */
    public CompletableFuture<Reply.Listed> list(Command.ListKeys page) {
        return then(read(page), AsyncClerk::listed);
    }

    /** The first page of the keys that begin with {@code prefix}, without their values. */
    public CompletableFuture<Reply.Listed> list(Prefix prefix) {
        return list(new Command.ListKeys(prefix, null, Command.ListKeys.LIMIT_DEFAULT, false));
    }

    /**
     * Waits for a future that came of this client, and returns or throws what it ended with.
     *
     * @throws IllegalStateException on the network's own thread, where waiting would stop what is waited for
     */
    public <T> T await(CompletableFuture<T> future) throws InterruptedException {
        requireOutsideLoop();
        return FutureResult.forResult(future);
    }

    void requireOutsideLoop() {
        if (calls.loop().isInside()) {
            throw new IllegalStateException(
                    "waiting on the network's own thread would stop the network; use async() there");
        }
    }

    /** The id of the store that was seen last; empty before the first connection. */
    public Optional<StoreId> storeId() {
        return calls.store();
    }

    /** The same, with another deadline for each operation. */
    public AsyncClerk withDeadline(Duration other) {
        return new AsyncClerk(calls, options.withDeadline(Clerk.requireDeadline(other)));
    }

    /** The same, trying for ever. */
    public AsyncClerk withoutDeadline() {
        return new AsyncClerk(calls, options.withDeadline(null));
    }

    /**
     * The same, for versions that were read in {@code only}: once the server has another store, nothing more is sent, not even
     * a create. What was not sent before then fails with {@link NotSentException}. Without this, a write belongs to the store
     * seen last when it is begun, which need no longer be the one that its version was read in.
     */
    public AsyncClerk inStore(StoreId only) {
        return new AsyncClerk(calls, options.inStore(only));
    }

    /** The same, completing futures on {@code other}. */
    public AsyncClerk completingOn(Executor other) {
        return new AsyncClerk(calls, options.completingOn(other));
    }

    Call<Reply> read(Command command) {
        return calls.begin(Call.ofRead(command, options));
    }

    Call<PutOutcome> write(Command command) {
        return calls.begin(Call.ofWrite(command, optionsOf(command)));
    }

    /** A version of one store could happen to fit in the next, so a write that names one stays in the store seen last. */
    private CallOptions optionsOf(Command write) {
        boolean creates = write instanceof Command.Put put && put.expected().isNone();
        Optional<StoreId> seen = creates || options.store() != null ? Optional.empty() : calls.store();
        return seen.map(options::inStore).orElse(options);
    }

    /** What {@code next} makes of the result; cancelling that cancels the call. */
    private static <T, R> CompletableFuture<R> then(Call<T> call, Function<T, R> next) {
        CompletableFuture<R> result = call.thenApply(next);
        result.whenComplete((done, failure) -> {
            if (result.isCancelled()) {
                call.cancel(false);
            }
        });
        return result;
    }

    static Optional<Versioned> found(Reply reply) {
        return reply instanceof Reply.Found found ? Optional.of(found.versioned()) : Optional.empty();
    }

    static Reply.Listed listed(Reply reply) {
        return (Reply.Listed) reply;
    }
}
