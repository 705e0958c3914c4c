package dev.latchkey.client.clerk;

import dev.latchkey.client.completion.FutureResult;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.pages.AsyncPages;
import dev.latchkey.client.session.CallOptions;
import dev.latchkey.client.session.SeqSource;
import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous {@link Clerk}. Futures complete on the client's executor, or on the cancelling thread if they are cancelled;
 * never on the event loop. Writes may be reordered across a reconnect: if you need an order, wait for one write before you
 * start the next.
 *
 * <p>Completing a future yourself, by {@code cancel}, {@code orTimeout}, {@code completeOnTimeout}, {@code complete} or in any
 * other way, ends its operation: it is not sent if it was not sent before, never retried, and no longer counts as in flight. A
 * request that was sent cannot be recalled, so the server may still execute it. Cancelling the future of a write that was sent
 * therefore completes it as {@link PutOutcome.ErrMaybe} and returns false; if you complete it in another way, you must treat
 * the outcome as unknown yourself.
 *
 * <p>This applies to the future that a method returns. Futures derived from it, such as those of {@code thenApply}, {@code
 * copy} and {@code minimalCompletionStage}, are independent, as everywhere in {@link CompletableFuture}: completing or
 * cancelling them does not end the operation.
 *
 * <p>Thread-safe.
 */
public final class AsyncClerk {

    private final Calls calls;
    private final CallOptions options;

    public AsyncClerk(Calls calls, CallOptions options) {
        this.calls = calls;
        this.options = options;
    }

    /**
     * Reads a key; empty if it does not exist. Fails with {@link NoAnswerException}, {@link NotSentException} or {@link
     * RefusedException}, as described at {@link Clerk#get(Key)}.
     */
    public CompletableFuture<Optional<Versioned>> get(Key key) {
        return then(read(new Command.Get(key)), AsyncClerk::found);
    }

    /**
     * Writes a key, provided its version is still {@code expected}; {@link Version#NONE} creates a key that does not exist. Fails
     * with {@link NotSentException} or {@link RefusedException} only if the write definitely did not take effect.
     *
     * <p>Any version but {@code NONE} is bound to a store: the one seen last when the call began, or that of {@link #inStore}. If
     * the server has a different store by the time the write would first be sent, it fails with {@link NotSentException}. A
     * create is sent to whatever store the server has, unless {@link #inStore} binds it too.
     */
    public CompletableFuture<PutOutcome> put(Key key, Value value, Version expected) {
        return write(new Command.Put(key, value, expected), expected.isNone());
    }

    /**
     * Deletes a key, provided its version is still {@code expected}, which must be at least 1. It is bound to a store and fails
     * like {@link #put}.
     */
    public CompletableFuture<PutOutcome> delete(Key key, Version expected) {
        return write(new Command.Delete(key, expected), false);
    }

    /** {@link #put(Key, Value, Version)}, provided that {@code guard} holds, too; see {@link Clerk#put(Key, Value, Version, Guard)}. */
    public CompletableFuture<GuardedOutcome> put(Key key, Value value, Version expected, Guard guard) {
        return guarded(new Command.Put(key, value, expected, null, guard.toCommand()), guard, expected.isNone());
    }

    /** {@link #delete(Key, Version)}, provided that {@code guard} holds, too. */
    public CompletableFuture<GuardedOutcome> delete(Key key, Version expected, Guard guard) {
        return guarded(new Command.Delete(key, expected, guard.toCommand()), guard, false);
    }

    /**
     * {@link #put(Key, Value, Version)} of a key that the session {@code owner} owns until its next write, and with which it is deleted.
     * The write must be bound to the store of the session by {@link #inStore}.
     */
    public CompletableFuture<PutOutcome> putOwned(SessionId owner, Key key, Value value, Version expected) {
        return write(new Command.Put(key, value, expected, new Command.Owner(owner, ""), null), true);
    }

    /** Begins to compose a transaction, whose {@code commit} sends it and returns a future of its outcome. */
    public Transaction<CompletableFuture<Transaction.Outcome>> transaction() {
        return new Transaction<>(this::commit);
    }

    /** Reads one page of keys; see {@link Clerk#list(Command.ListKeys)}. Fails like {@link #get}. */
    public CompletableFuture<Reply.Listed> list(Command.ListKeys page) {
        return then(read(page), AsyncClerk::listed);
    }

    /** Reads the latest writes of a key; see {@link Clerk#history(Key, int)}. Fails like {@link #get}. */
    public CompletableFuture<Reply.EventsOfKey> history(Key key, int limit) {
        return then(read(new HistoryRead.OfKey(key, limit)), AsyncClerk::eventsOfKey);
    }

    /** Reads the first page of the keys that begin with {@code prefix}, without their values. */
    public CompletableFuture<Reply.Listed> list(Prefix prefix) {
        return list(new Command.ListKeys(prefix, null, Command.ListKeys.LIMIT_DEFAULT, false));
    }

    /**
     * Updates a key: reads it, applies {@code function}, and writes the result at the version that was read. See {@link
     * Clerk#update} for what the function may do and what the result means. The function runs on the client's executor, never on
     * the event loop, and may block.
     *
     * <p>Completing the future yourself, in any way, ends the update; you must then treat its outcome as unknown. Fails with what
     * the function throws, and like {@link #get} and {@link #put}; then nothing was written.
     */
    public CompletableFuture<Updated> update(Key key, Function<Optional<Versioned>, KeyChange> function) {
        return new Update(completingOn(Runnable::run), key, function, options.completion()).start();
    }

    /** Creates a key if it does not exist; see {@link Clerk#createIfAbsent}. Ends and fails like {@link #update}. */
    public CompletableFuture<Updated> createIfAbsent(Key key, Value value) {
        return update(key, Clerk.creating(value));
    }

    /**
     * Reads all keys that begin with {@code prefix}, with their values, page by page. The future completes after the last page was
     * consumed, and fails like {@link #get}, or with what {@code consumer} throws. The pages are not of one point in time; see
     * {@link Clerk#getAll}. Completing the future yourself ends the reading.
     *
     * @param consumer is given each page in turn, on the client's executor; it may block, and the next page is requested when it
     *     returns
     */
    public CompletableFuture<@Nullable Void> getAll(Prefix prefix, Consumer<Reply.Listed> consumer) {
        CompletableFuture<AsyncClerk> known = isStoreKnown()
                ? CompletableFuture.completedFuture(inSeenStore())
                : list(Clerk.firstKey(prefix)).thenApply(any -> inSeenStore());
        return AsyncPages.start(prefix, known.thenApply(clerk -> clerk::list), consumer);
    }

    /**
     * Blocks until a future of this client completes, then returns its result or throws its failure.
     *
     * @throws InterruptedException if the thread is interrupted; the operation continues, unless you complete its future
     * @throws IllegalStateException on the client's event loop, where blocking would keep the future from completing
     */
    public <T> T await(CompletableFuture<T> future) throws InterruptedException {
        requireOutsideLoop();
        return FutureResult.forResult(future);
    }

    void requireOutsideLoop() {
        if (calls.loop().isInside()) {
            throw new IllegalStateException(
                    "cannot block on the client's event loop, which would stall every operation; use async() there");
        }
    }

    /** Returns the id of the store that was seen last; empty before the first connection. */
    public Optional<StoreId> storeId() {
        return calls.store();
    }

    /** Returns an AsyncClerk with a different deadline per operation; see {@link Clerk#withDeadline}. */
    public AsyncClerk withDeadline(Duration other) {
        return new AsyncClerk(calls, options.withDeadline(Clerk.requireDeadline(other)));
    }

    /** Returns an AsyncClerk whose operations are retried without a deadline. */
    public AsyncClerk withoutDeadline() {
        return new AsyncClerk(calls, options.withDeadline(null));
    }

    /**
     * Returns an AsyncClerk bound to the store {@code only}, for versions that were read there. Once the server has a different
     * store, nothing more is sent, not even a create, and operations that were never sent fail with {@link NotSentException}.
     * Without this, a write is bound to the store seen last when the call began, which is not necessarily the store that its
     * version was read from.
     */
    public AsyncClerk inStore(StoreId only) {
        return new AsyncClerk(calls, options.inStore(only));
    }

    /**
     * Returns an AsyncClerk whose writes are sent without a session; see {@link Clerk#withoutSession}.
     */
    public AsyncClerk withoutSession() {
        return new AsyncClerk(calls, options.numberedBy(null));
    }

    /** Returns an AsyncClerk whose writes are sent in the session that {@code source} numbers them in. */
    public AsyncClerk numberedBy(SeqSource source) {
        return new AsyncClerk(calls, options.numberedBy(source));
    }

    /**
     * Sends a command that is safe to send any number of times, until it is answered. Fails like {@link #get}: with {@link
     * NoAnswerException}, {@link NotSentException}, or {@link RefusedException} for an answer that is not one of the store.
     */
    public CompletableFuture<Reply> ask(Command command) {
        return read(command);
    }

    /** Returns an AsyncClerk whose futures complete on {@code other}. */
    public AsyncClerk completingOn(Executor other) {
        return new AsyncClerk(calls, options.completingOn(other));
    }

    /** Whether {@link #inSeenStore} binds to a store. */
    boolean isStoreKnown() {
        return options.store() != null || calls.store().isPresent();
    }

    /** Returns a Clerk bound to the store of this one, or to the one seen last. */
    AsyncClerk inSeenStore() {
        return new AsyncClerk(calls, boundToStore());
    }

    Loop loop() {
        return calls.loop();
    }

    CallOptions options() {
        return options;
    }

    PendingCall<Reply> read(Command command) {
        return calls.begin(PendingCall.ofRead(command, options));
    }

    PendingCall<PutOutcome> write(Command command, boolean creates) {
        return calls.begin(PendingCall.ofWrite(command, creates ? options : boundToStore()));
    }

    PendingCall<GuardedOutcome> guarded(Command command, Guard guard, boolean creates) {
        boolean namesNoVersion = creates && guard.version().isNone();
        return calls.begin(PendingCall.ofGuardedWrite(command, namesNoVersion ? options : boundToStore()));
    }

    PendingCall<Transaction.Outcome> commit(Command.Transaction command) {
        boolean namesVersion = command.operations().stream().anyMatch(AsyncClerk::namesVersion);
        return calls.begin(PendingCall.ofTransaction(command, namesVersion ? boundToStore() : options));
    }

    private static boolean namesVersion(Command.Operation operation) {
        return operation.matchOperation(NAMES_VERSION);
    }

    /** Whether an operation depends on a version that a key has in one store only by coincidence with another one. */
    private static final Command.OperationCases<Boolean> NAMES_VERSION = new Command.OperationCases<>() {
        @Override
        public Boolean check(Command.Check check) {
            return !check.version().isNone();
        }

        @Override
        public Boolean read(Command.Read read) {
            return false;
        }

        @Override
        public Boolean put(Command.Put put) {
            return !put.expected().isNone()
                    || (put.guard() != null && !put.guard().version().isNone());
        }

        @Override
        public Boolean delete(Command.Delete delete) {
            return true;
        }

        @Override
        public Boolean observe(Command.Observe observe) {
            return false;
        }

        @Override
        public Boolean unchanged(Command.Unchanged unchanged) {
            return true;
        }
    };

    /** Binds a write with a version to the store seen last: the same version may exist in another store by coincidence. */
    private CallOptions boundToStore() {
        Optional<StoreId> seen = options.store() != null ? Optional.empty() : calls.store();
        return seen.map(options::inStore).orElse(options);
    }

    /** Maps the result of a call; a caller that completes the mapped future first ends the call. */
    private static <T, R> CompletableFuture<R> then(PendingCall<T> call, Function<T, R> next) {
        CompletableFuture<R> result = call.thenApply(next);
        result.whenComplete((done, failure) -> {
            if (!call.isDone()) {
                call.cancel(false);
            }
        });
        return result;
    }

    static Optional<Versioned> found(Reply reply) {
        return reply instanceof Reply.Found found ? Optional.of(found.versioned()) : Optional.empty();
    }

    static Reply.EventsOfKey eventsOfKey(Reply reply) {
        return (Reply.EventsOfKey) reply;
    }

    static Reply.Listed listed(Reply reply) {
        return (Reply.Listed) reply;
    }
}
