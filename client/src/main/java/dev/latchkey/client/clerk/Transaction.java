package dev.latchkey.client.clerk;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A transaction that is being composed: operations on several keys that the server executes as one step, in order, each after those before
 * it. Either all of them take effect or none.
 *
 * <pre>{@code
 * Transaction.Outcome outcome = clerk.transaction()
 *         .check("order/17", order.version())
 *         .put("account/alice", "70", alice.version())
 *         .put("account/bob", "130", bob.version())
 *         .commit();
 * }</pre>
 *
 * <p>At most {@value Command.Transaction#OPERATIONS_MAX} operations of {@value Command.Transaction#BYTES_MAX} bytes, and results of as many
 * bytes. Not thread-safe, and committed at most once.
 *
 * @param <R> what {@link #commit} returns: an {@link Outcome}, or a future of one
 */
public final class Transaction<R> {

    private final Function<Command.Transaction, R> execution;
    private final List<Command.Operation> operations = new ArrayList<>();
    private boolean committed;

    Transaction(Function<Command.Transaction, R> execution) {
        this.execution = execution;
    }

    /** The transaction takes effect only if the key has this version; {@link Version#NONE} if it must not exist. */
    public Transaction<R> check(Key key, Version version) {
        return add(new Command.Check(key, version));
    }

    /** {@link #check(Key, Version)} with a text key, encoded as UTF-8. */
    public Transaction<R> check(String key, Version version) {
        return check(Key.of(key), version);
    }

    /** Writes a key, provided its version is {@code expected}; {@link Version#NONE} creates a key that does not exist. */
    public Transaction<R> put(Key key, Value value, Version expected) {
        return add(new Command.Put(key, value, expected));
    }

    /** {@link #put(Key, Value, Version)} with a text key and value, encoded as UTF-8. */
    public Transaction<R> put(String key, String value, Version expected) {
        return put(Key.of(key), Value.of(value), expected);
    }

    /** {@link #put(Key, Value, Version)}, provided that {@code guard} holds, too. */
    public Transaction<R> put(Key key, Value value, Version expected, Guard guard) {
        return add(new Command.Put(key, value, expected, null, guard.toCommand()));
    }

    /** Deletes a key, provided its version is {@code expected}, which must be at least 1. */
    public Transaction<R> delete(Key key, Version expected) {
        return add(new Command.Delete(key, expected));
    }

    /** {@link #delete(Key, Version)} with a text key, encoded as UTF-8. */
    public Transaction<R> delete(String key, Version expected) {
        return delete(Key.of(key), expected);
    }

    /** {@link #delete(Key, Version)}, provided that {@code guard} holds, too. */
    public Transaction<R> delete(Key key, Version expected, Guard guard) {
        return add(new Command.Delete(key, expected, guard.toCommand()));
    }

    /** Reads a key: its value, version and revision. */
    public Transaction<R> get(Key key) {
        return add(new Command.Read(key, true));
    }

    /** {@link #get(Key)} with a text key, encoded as UTF-8. */
    public Transaction<R> get(String key) {
        return get(Key.of(key));
    }

    private Transaction<R> add(Command.Operation operation) {
        if (operations.size() == Command.Transaction.OPERATIONS_MAX) {
            throw new IllegalStateException(
                    "a transaction has at most " + Command.Transaction.OPERATIONS_MAX + " operations");
        }
        operations.add(operation);
        return this;
    }

    /**
     * Executes the transaction. A transaction that writes takes effect at most once, in a session exactly once however often it is sent; one
     * that only checks and reads is retried until it is answered, and its outcome is never {@link Maybe}. Versions that it names are bound to
     * a store, as those of {@link Clerk#put(Key, Value, Version)} are.
     *
     * @throws IllegalArgumentException if it has no operations, or too large ones
     * @throws IllegalStateException if it was committed before
     * @throws NotSentException if it could not be sent before the deadline, or the server now has a different store; the future fails with
     *     this, and with what follows
     * @throws NoAnswerException if a transaction that only checks and reads was sent but not answered before the deadline
     * @throws RefusedException if the server refused it for a reason that {@link Refused} does not cover; it definitely did not take effect
     */
    @CheckReturnValue
    public R commit() {
        if (committed) {
            throw new IllegalStateException("the transaction was committed before");
        }
        Command.Transaction command = new Command.Transaction(operations);
        committed = true;
        return execution.apply(command);
    }

    /** What became of a transaction. */
    public sealed interface Outcome {

        /**
         * Returns the results if the transaction took effect, for callers that treat every other case as an error.
         *
         * @throws RefusedException if it was refused; the message has the number and the reason
         * @throws LatchkeyException if the outcome is unknown
         */
        default Done orThrow() {
            if (this instanceof Done done) {
                return done;
            }
            if (this instanceof Refused refused) {
                throw new RefusedException("EXECABORT " + refused.operation() + " " + refused.reason());
            }
            throw new UnknownOutcomeException(((Maybe) this).cause());
        }
    }

    /**
     * All operations took effect.
     *
     * @param results those of the operations, in the same order
     */
    public record Done(List<Reply.Result> results) implements Outcome {
        public Done {
            results = List.copyOf(results);
        }

        /**
         * Returns the version that a put or a delete produced.
         *
         * @param operation its number, from 1
         */
        public Version version(int operation) {
            if (results.get(operation - 1) instanceof Reply.Result.Written written) {
                return written.version();
            }
            throw new IllegalArgumentException("operation " + operation + " is not a put or a delete");
        }

        /**
         * Returns what a get read; empty if the key did not exist.
         *
         * @param operation its number, from 1
         */
        public Optional<Versioned> found(int operation) {
            if (results.get(operation - 1) instanceof Reply.Result.Read read) {
                return Optional.ofNullable(read.found());
            }
            throw new IllegalArgumentException("operation " + operation + " is not a get");
        }
    }

    /**
     * The transaction definitely did not take effect.
     *
     * @param operation the number of the first operation that was refused, from 1
     * @param reason the outcome that this operation would have alone: {@link PutOutcome.ErrVersion}, {@link PutOutcome.ErrNoKey} or {@link
     *     GuardedOutcome.ErrGuard}
     */
    public record Refused(int operation, GuardedOutcome reason) implements Outcome {}

    /** The outcome is unknown, as that of {@link PutOutcome.ErrMaybe}: the transaction took effect as a whole, or not at all. */
    public record Maybe(PutOutcome.Cause cause) implements Outcome {}

    /** The outcome of the transaction is unknown. */
    private static final class UnknownOutcomeException extends LatchkeyException {

        private static final long serialVersionUID = 1;

        UnknownOutcomeException(PutOutcome.Cause cause) {
            super("the outcome of the transaction is unknown: " + cause);
        }
    }
}
