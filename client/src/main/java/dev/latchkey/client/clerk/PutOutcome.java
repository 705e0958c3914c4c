package dev.latchkey.client.clerk;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a caller may conclude from a put or a delete. */
@CheckReturnValue
public sealed interface PutOutcome {

    /** It was done, and made {@code version}; after a delete that is the key's last version. */
    record Ok(Version version) implements PutOutcome {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.ok().apply(version);
        }
    }

    /** It was certainly not done: the key is at {@code current}. Read again and decide anew. */
    record ErrVersion(Version current) implements PutOutcome {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.errVersion().apply(current);
        }
    }

    /** It was certainly not done: there is no such key. A put that expects {@link Version#NONE} creates it. */
    record ErrNoKey() implements PutOutcome {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.errNoKey().get();
        }
    }

    /**
     * It may have been done, or may still be done later, or never. Read before trying again, and look for what you wrote. Only
     * a Clerk makes this: after a write was sent twice no refusal tells whether the first send was executed.
     */
    record ErrMaybe(Cause cause) implements PutOutcome {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.errMaybe().apply(cause);
        }
    }

    /** Why nobody knows. */
    sealed interface Cause {

        /**
         * The write was sent more than once, and a send was refused: an earlier one may have been executed and be the very
         * reason.
         *
         * @param refusal what the server said
         * @param current the key's version if the server named it. If it is greater than the version that the write expected,
         *     and that was not {@link Version#NONE}, then the write was done once, or never will be
         */
        record ResendRefused(String refusal, Optional<Version> current) implements Cause {}

        /**
         * The deadline ended before an answer came.
         *
         * @param lastFailure what became of the last send
         */
        record DeadlineEnded(Duration deadline, String lastFailure) implements Cause {}

        /** The server now has another store: it was restarted without its data, or restored from a backup. */
        record StoreChanged(StoreId before, StoreId now) implements Cause {}

        /** The caller did not wait for the answer: the thread was interrupted, the future cancelled, the client closed. */
        record Abandoned(String why) implements Cause {}
    }

    /** Calls the function for this case. */
    <R> R fold(Cases<R> cases);

    /** {@link #fold(Cases)} with the cases given one by one. */
    default <R> R fold(
            Function<Version, R> ok,
            Function<Version, R> errVersion,
            Supplier<R> errNoKey,
            Function<Cause, R> errMaybe) {
        return fold(new Cases<>(ok, errVersion, errNoKey, errMaybe));
    }

    /**
     * The version made, for callers to whom every other case is an error.
     *
     * @throws NotOkException in every other case, with the outcome inside
     */
    default Version orThrow() {
        if (this instanceof Ok ok) {
            return ok.version();
        }
        throw new NotOkException(this);
    }

    /** One function for each case. */
    record Cases<R>(
            Function<Version, R> ok,
            Function<Version, R> errVersion,
            Supplier<R> errNoKey,
            Function<Cause, R> errMaybe) {}
}
