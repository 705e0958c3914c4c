package dev.latchkey.client.clerk;

import dev.latchkey.client.completion.CallingThread;
import dev.latchkey.client.completion.FutureResult;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.pages.PagedEntries;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
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
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads and writes keys, blocking until the result is known. An operation is retried until the server answers or its deadline
 * passes.
 *
 * <p>A put or a delete returns a {@link PutOutcome}: {@code Ok} means that it took effect, {@code ErrVersion} and {@code
 * ErrNoKey} that it definitely did not, and {@code ErrMaybe} that the outcome is unknown. It throws {@link NotSentException} or
 * {@link RefusedException} only if it definitely did not take effect. A read is linearizable: it returns the state of the store
 * at a point in time between call and return, or throws.
 *
 * <p>Writes are sent in a session of the client, in which the server records their replies: a retry gets the reply of the first
 * execution, so a write takes effect at most once, however often it is sent, and the outcome is definite whenever a reply arrives. {@code
 * ErrMaybe} is left for three cases: the deadline passes without a reply, the session is lost because the server received nothing from the
 * client for {@link ClientConfig#sessionTtl}, or the server changes its store. After a deadline, the client makes sure in the background
 * that the write does not take effect later.
 *
 * <p>An interrupt ends the wait but does not recall what was sent: a write that was sent returns {@code ErrMaybe}, any other
 * operation throws, and the thread's interrupt status stays set.
 *
 * <p>Thread-safe; all threads share the client's connections, and their requests are pipelined.
 */
public final class Clerk {

    private final AsyncClerk async;
    private final AsyncClerk direct;

    /** Creates the blocking form of an AsyncClerk. */
    public Clerk(AsyncClerk async) {
        this.async = async;
        this.direct = async.completingOn(Runnable::run);
    }

    /** Returns the asynchronous form of this Clerk, with the same deadline. */
    public AsyncClerk async() {
        return async;
    }

    /**
     * Reads a key: its value, version and revision, or empty if the key does not exist.
     *
     * @throws NoAnswerException if the request was sent but not answered before the deadline
     * @throws NotSentException if the request could not be sent before the deadline, usually for lack of a connection
     * @throws RefusedException if the server refused the request, for example because the client is not authenticated
     */
    public Optional<Versioned> get(Key key) {
        return AsyncClerk.found(await(waiting().read(new Command.Get(key))));
    }

    /** {@link #get(Key)} with a text key, encoded as UTF-8. */
    public Optional<Versioned> get(String key) {
        return get(Key.of(key));
    }

    /** {@link #get(Key)} with a binary key. */
    public Optional<Versioned> get(byte[] key) {
        return get(Key.of(key));
    }

    /**
     * Writes a key, provided its version is still {@code expected}. {@link Version#NONE} creates a key that does not exist. Any
     * other version is bound to the store that was seen last when the call began, and the write is never sent to another store.
     *
     * <p>A put takes effect at most once. {@linkplain #withoutSession Without a session}, this holds only for a put with a version.
     *
     * @throws NotSentException if the request could not be sent before the deadline, or the server now has a different store;
     *     the write definitely did not take effect
     * @throws RefusedException if the server refused the write for a reason other than the version; the write definitely did
     *     not take effect
     */
    @CheckReturnValue
    public PutOutcome put(Key key, Value value, Version expected) {
        return await(waiting().write(new Command.Put(key, value, expected), expected.isNone()));
    }

    /** {@link #put(Key, Value, Version)} with a text key and value, encoded as UTF-8. */
    @CheckReturnValue
    public PutOutcome put(String key, String value, Version expected) {
        return put(Key.of(key), Value.of(value), expected);
    }

    /** {@link #put(Key, Value, Version)} with a binary key and value. */
    @CheckReturnValue
    public PutOutcome put(byte[] key, byte[] value, Version expected) {
        return put(Key.of(key), Value.of(value), expected);
    }

    /**
     * Deletes a key, provided its version is still {@code expected}, which must be at least 1. Like {@link #put(Key, Value,
     * Version)}, it is bound to one store, takes effect at most once, and throws only if it did not take effect.
     */
    @CheckReturnValue
    public PutOutcome delete(Key key, Version expected) {
        return await(waiting().write(new Command.Delete(key, expected), false));
    }

    /** {@link #delete(Key, Version)} with a text key, encoded as UTF-8. */
    @CheckReturnValue
    public PutOutcome delete(String key, Version expected) {
        return delete(Key.of(key), expected);
    }

    /** {@link #delete(Key, Version)} with a binary key. */
    @CheckReturnValue
    public PutOutcome delete(byte[] key, Version expected) {
        return delete(Key.of(key), expected);
    }

    /**
     * Begins to compose a transaction: operations on several keys that take effect together, or not at all. It is sent when {@code
     * commit} is called, which returns its outcome.
     */
    public Transaction<Transaction.Outcome> transaction() {
        return new Transaction<>(command -> await(waiting().commit(command)));
    }

    /**
     * {@link #put(Key, Value, Version)}, provided that the key of {@code guard} has its version, too. The server checks both in one
     * step, the guard first. The guard of a lock keeps a holder that has lost it from writing:
     *
     * <pre>{@code
     * clerk.put(key, value, version, Guard.of("lock/report", held.token()))
     * }</pre>
     *
     * <p>The version of the guard is bound to a store in the same way as {@code expected}.
     *
     * @return a {@link PutOutcome}, or {@link GuardedOutcome.ErrGuard}, after which the write definitely did not take effect
     */
    @CheckReturnValue
    public GuardedOutcome put(Key key, Value value, Version expected, Guard guard) {
        return await(waiting()
                .guarded(new Command.Put(key, value, expected, null, guard.toCommand()), guard, expected.isNone()));
    }

    /** {@link #put(Key, Value, Version, Guard)} with a text key and value, encoded as UTF-8. */
    @CheckReturnValue
    public GuardedOutcome put(String key, String value, Version expected, Guard guard) {
        return put(Key.of(key), Value.of(value), expected, guard);
    }

    /** {@link #delete(Key, Version)}, provided that the key of {@code guard} has its version, too. */
    @CheckReturnValue
    public GuardedOutcome delete(Key key, Version expected, Guard guard) {
        return await(waiting().guarded(new Command.Delete(key, expected, guard.toCommand()), guard, false));
    }

    /** {@link #delete(Key, Version, Guard)} with a text key, encoded as UTF-8. */
    @CheckReturnValue
    public GuardedOutcome delete(String key, Version expected, Guard guard) {
        return delete(Key.of(key), expected, guard);
    }

    /**
     * Reads one page of keys in byte order, as of one revision. If there are more, request the next page after the last key of
     * this one; that page is of a later revision if the store has changed since. Throws like {@link #get(Key)}.
     */
    public Reply.Listed list(Command.ListKeys page) {
        return AsyncClerk.listed(await(waiting().read(page)));
    }

    /** Reads the first page of the keys that begin with {@code prefix}, without their values. */
    public Reply.Listed list(String prefix) {
        return list(new Command.ListKeys(Prefix.of(prefix), null, Command.ListKeys.LIMIT_DEFAULT, false));
    }

    /**
     * Reads the latest writes of a key that are in the history of the server, newest first, at most 100. If {@code complete} is false,
     * earlier ones have been evicted, or may have been. Throws like {@link #get(Key)}.
     */
    public Reply.EventsOfKey history(Key key) {
        return history(key, HistoryRead.OfKey.LIMIT_DEFAULT);
    }

    /** {@link #history(Key)} with a text key, encoded as UTF-8. */
    public Reply.EventsOfKey history(String key) {
        return history(Key.of(key));
    }

    /**
     * {@link #history(Key)} with another maximum number of writes, 1 to {@value
     * dev.latchkey.core.HistoryRead.Changes#LIMIT_MAX}.
     */
    public Reply.EventsOfKey history(Key key, int limit) {
        return AsyncClerk.eventsOfKey(await(waiting().read(new HistoryRead.OfKey(key, limit))));
    }

    /**
     * Updates a key by reading, changing and writing it: reads the key, applies {@code function} to what it found (empty if the
     * key does not exist), and writes the result at the version that was read, so that no change of another client is
     * overwritten. If another client has changed the key in between, begins again with a new read, after a short random pause,
     * until the deadline passes.
     *
     * <p>The function is called on this thread, <b>once for each attempt</b>: it must derive the new value from its argument, and
     * have no effects that must not be repeated. It may take long and may use this Clerk, and its time counts against the
     * deadline. If it throws, nothing is written, and the exception is thrown as it is.
     *
     * <p>If the outcome of a write is unknown, so is that of the update: it returns {@code ErrMaybe} and is not retried. A read
     * would not settle it: a version greater than the expected one may be this write, or that of another client. As with {@link
     * #put(Key, Value, Version)}, a create that was resent may take effect again if another client deletes the key in between.
     *
     * @return what the key holds now; see {@link Updated}
     * @throws LatchkeyException like {@link #get(Key)} and {@link #put(Key, Value, Version)}; the update definitely did not take
     *     effect
     */
    @CheckReturnValue
    public Updated update(Key key, Function<Optional<Versioned>, KeyChange> function) {
        CallingThread here = new CallingThread();
        Update update = new Update(waiting(), key, here.rethrowing(function), here);
        CompletableFuture<Updated> result = update.start();
        here.runUntilDone(result, () -> update.giveUp("the waiting thread was interrupted"));
        return FutureResult.resultOf(result);
    }

    /** {@link #update(Key, Function)} with a text key, encoded as UTF-8. */
    @CheckReturnValue
    public Updated update(String key, Function<Optional<Versioned>, KeyChange> function) {
        return update(Key.of(key), function);
    }

    /**
     * Creates a key if it does not exist, and otherwise returns what it holds; {@link Updated#isWritten} distinguishes the two.
     * An {@linkplain #update(Key, Function) update} that leaves a key that exists as it is.
     */
    @CheckReturnValue
    public Updated createIfAbsent(Key key, Value value) {
        return update(key, creating(value));
    }

    /** {@link #createIfAbsent(Key, Value)} with a text key and value, encoded as UTF-8. */
    @CheckReturnValue
    public Updated createIfAbsent(String key, String value) {
        return createIfAbsent(Key.of(key), Value.of(value));
    }

    static Function<Optional<Versioned>, KeyChange> creating(Value value) {
        return found -> found.isPresent() ? KeyChange.none() : KeyChange.put(value);
    }

    /**
     * Reads all keys that begin with {@code prefix}, with their values, in byte order, as a stream that requests the next page
     * when it is needed: only one page is in memory.
     *
     * <p>The stream is <b>not of one point in time</b>: each page is as of one revision, and a later page may be of a later
     * revision. A key that exists all the time occurs exactly once; one that is created or deleted meanwhile may or may not occur.
     * All pages are of the same store: if the server has another one before the last page, the stream throws {@link
     * NotSentException} or {@link NoAnswerException}. It throws like {@link #get(Key)}, and the deadline applies to each page. Use
     * it on one thread.
     */
    public Stream<Reply.Listed.Entry> getAll(Prefix prefix) {
        if (!async.isStoreKnown()) {
            list(firstKey(prefix));
        }
        return PagedEntries.stream(prefix, new Clerk(async.inSeenStore())::list);
    }

    /** {@link #getAll(Prefix)} with a text prefix, encoded as UTF-8. */
    public Stream<Reply.Listed.Entry> getAll(String prefix) {
        return getAll(Prefix.of(prefix));
    }

    static Command.ListKeys firstKey(Prefix prefix) {
        return new Command.ListKeys(prefix, null, 1, false);
    }

    /**
     * Returns the id of the store that was seen last; empty before the first connection. Versions are comparable only within
     * one store.
     */
    public Optional<StoreId> storeId() {
        return async.storeId();
    }

    /**
     * Returns a Clerk with a different deadline per operation, which covers all its retries.
     *
     * @throws IllegalArgumentException unless it is more than 0 and at most 365 days
     */
    public Clerk withDeadline(Duration other) {
        return new Clerk(async.withDeadline(other));
    }

    /** Returns a Clerk whose operations are retried without a deadline. */
    public Clerk withoutDeadline() {
        return new Clerk(async.withoutDeadline());
    }

    /**
     * Returns a Clerk whose writes are sent without a session. The server then keeps nothing for this client, but a write that was
     * sent more than once can end as {@code ErrMaybe} even though the server answers, because a refusal of a retry does not show whether
     * an earlier send was executed. A create that was retried may even take effect once per send, if another client deletes the key in
     * between.
     */
    public Clerk withoutSession() {
        return new Clerk(async.withoutSession());
    }

    /** Checks that a deadline is more than 0 and at most 365 days. */
    public static Duration requireDeadline(Duration deadline) {
        return ClientConfig.requireBounded(deadline, "deadline");
    }

    /** The asynchronous Clerk whose futures complete on the event loop: only the blocked thread ever sees them. */
    private AsyncClerk waiting() {
        direct.requireOutsideLoop();
        return direct;
    }

    private <T> T await(PendingCall<T> call) {
        try {
            return async.await(call);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            call.giveUp("the waiting thread was interrupted");
            return FutureResult.resultOf(call);
        }
    }
}
