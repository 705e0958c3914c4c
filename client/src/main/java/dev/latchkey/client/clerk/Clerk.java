package dev.latchkey.client.clerk;

import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.CheckReturnValue;
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

/**
 * Reads and writes keys, and tells the truth about what happened. An operation is sent, and sent again, until an answer comes
 * or the deadline ends.
 *
 * <p>A put or a delete ends in a {@link PutOutcome}: {@code Ok}, done; {@code ErrVersion} and {@code ErrNoKey}, certainly not
 * done; {@code ErrMaybe}, nobody knows. It throws {@link NotSentException} or {@link RefusedException} only if it was certainly
 * not done. A read either returns what the store held at one moment between call and return, or throws.
 *
 * <p>An interrupt ends the waiting, not what was sent: a write that was sent ends in {@code ErrMaybe}, all else throws, and
 * the thread stays interrupted.
 *
 * <p>Safe for use by many threads; their requests share the client's connections.
 */
public final class Clerk {

    private final AsyncClerk async;
    private final AsyncClerk direct;

    public Clerk(AsyncClerk async) {
        this.async = async;
        this.direct = async.completingOn(Runnable::run);
    }

    /** The same Clerk for callers who do not wait. */
    public AsyncClerk async() {
        return async;
    }

    /**
     * Reads a key: its value, version and revision, or empty if there is none.
     *
     * @throws NoAnswerException if no answer came in time
     * @throws NotSentException if there was no connection in all that time
     * @throws RefusedException if the server refused, for want of a login for example
     */
    public Optional<Versioned> get(Key key) {
        return AsyncClerk.found(await(waiting().read(new Command.Get(key))));
    }

    /** {@link #get(Key)} of a key that is text. */
    public Optional<Versioned> get(String key) {
        return get(Key.of(key));
    }

    /** {@link #get(Key)} of a key that is bytes. */
    public Optional<Versioned> get(byte[] key) {
        return get(Key.of(key));
    }

    /**
     * Writes a key, provided its version is still {@code expected}; {@link Version#NONE} creates it. Any other version belongs
     * to the store seen last when the write is begun: it is not sent to another.
     *
     * <p>A write that names a version is done once at most. A create that had to be sent again may be done once for each send, if
     * somebody deletes the key in between: {@code Ok} then tells of the last.
     *
     * @throws NotSentException if there was no connection in all that time, or the server has another store by now; it was
     *     certainly not done
     * @throws RefusedException if the server refused for another reason than the version; it was certainly not done
     */
    @CheckReturnValue
    public PutOutcome put(Key key, Value value, Version expected) {
        return await(waiting().write(new Command.Put(key, value, expected)));
    }

    /** {@link #put(Key, Value, Version)} of text. */
    @CheckReturnValue
    public PutOutcome put(String key, String value, Version expected) {
        return put(Key.of(key), Value.of(value), expected);
    }

    /** {@link #put(Key, Value, Version)} of bytes. */
    @CheckReturnValue
    public PutOutcome put(byte[] key, byte[] value, Version expected) {
        return put(Key.of(key), Value.of(value), expected);
    }

    /**
     * Deletes a key, provided its version is still {@code expected}, 1 or more. In one store alone, and throwing, like {@link
     * #put(Key, Value, Version)}.
     */
    @CheckReturnValue
    public PutOutcome delete(Key key, Version expected) {
        return await(waiting().write(new Command.Delete(key, expected)));
    }

    /** {@link #delete(Key, Version)} of a key that is text. */
    @CheckReturnValue
    public PutOutcome delete(String key, Version expected) {
        return delete(Key.of(key), expected);
    }

    /** {@link #delete(Key, Version)} of a key that is bytes. */
    @CheckReturnValue
    public PutOutcome delete(byte[] key, Version expected) {
        return delete(Key.of(key), expected);
    }

    /**
     * Reads one page of keys, in byte order, all of one moment. If there is more, the next page begins after the last key of
     * this one; two pages are of two moments. Throws like {@link #get(Key)}.
     */
    public Reply.Listed list(Command.ListKeys page) {
        return AsyncClerk.listed(await(waiting().read(page)));
    }

    /** The first page of the keys that begin with {@code prefix}, without their values. */
    public Reply.Listed list(String prefix) {
        return list(new Command.ListKeys(Prefix.of(prefix), null, Command.ListKeys.LIMIT_DEFAULT, false));
    }

    /** The id of the store that was seen last; empty before the first connection. Versions mean something within one store. */
    public Optional<StoreId> storeId() {
        return async.storeId();
    }

    /** The same Clerk with another deadline for each operation, all its sends together: more than 0, at most 365 days. */
    public Clerk withDeadline(Duration other) {
        return new Clerk(async.withDeadline(other));
    }

    /** The same Clerk, trying for ever. */
    public Clerk withoutDeadline() {
        return new Clerk(async.withoutDeadline());
    }

    public static Duration requireDeadline(Duration deadline) {
        return ClientConfig.requireBounded(deadline, "deadline");
    }

    /** The asynchronous face whose futures complete at once, since nobody but the waiting thread sees them. */
    private AsyncClerk waiting() {
        direct.requireOutsideLoop();
        return direct;
    }

    private <T> T await(Call<T> call) {
        try {
            return async.await(call);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            call.giveUp("the waiting thread was interrupted");
            return FutureResult.ended(call);
        }
    }
}
