package dev.latchkey.client.clerk;

import dev.latchkey.client.session.SessionLoss;
import dev.latchkey.core.Key;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The outcome of a put or a delete: what the caller may conclude from it. */
public sealed interface PutOutcome extends GuardedOutcome {

    /** The write took effect and produced {@code version}; after a delete, that is the version of the deletion. */
    record Ok(Version version) implements PutOutcome {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.ok().apply(version);
        }
    }

    /** The write definitely did not take effect: the key is at version {@code current}. Read the key and decide again. */
    record ErrVersion(Version current) implements PutOutcome {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.errVersion().apply(current);
        }
    }

    /**
     * The write definitely did not take effect: the key does not exist. A put that expects {@link Version#NONE} creates it.
     */
    record ErrNoKey() implements PutOutcome {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.errNoKey().get();
        }
    }

    /**
     * The outcome is unknown: the write may have taken effect, may still take effect later, or may never take effect. Before
     * you retry, read the key and check whether it holds what you wrote. Servers never return this; the client does. With a
     * session, it does so only if the deadline passed, the session was lost, the store changed, or the caller stopped waiting.
     * {@linkplain Clerk#withoutSession Without one}, it also does so if a retry was refused, because the refusal does not show
     * whether an earlier send was executed.
     */
    record ErrMaybe(Cause cause) implements PutOutcome {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.errMaybe().apply(cause);
        }
    }

    /** Why the outcome is unknown. {@code toString} returns it as a phrase for messages and logs. */
    sealed interface Cause {

        /**
         * The write was sent more than once and a send was refused: an earlier send may have been executed and may be the very
         * reason for the refusal.
         *
         * @param refusal the server's error
         * @param current the key's version, if the server reported it. If it is greater than the version that the write
         *     expected, and that was not {@link Version#NONE}, then the write either took effect once or never will
         */
        record ResendRefused(String refusal, Optional<Version> current) implements Cause {
            @Override
            public String toString() {
                return "a retry was refused: " + refusal;
            }
        }

        /**
         * The deadline passed before the server answered.
         *
         * @param deadline how long the operation was allowed to take
         * @param lastFailure why the last send failed, or that it was not answered
         */
        record DeadlineEnded(Duration deadline, String lastFailure) implements Cause {
            @Override
            public String toString() {
                return "no answer within " + deadline.toMillis() / 1_000.0 + " s: " + lastFailure;
            }
        }

        /**
         * The session of the write was lost after the write was sent and before its reply arrived. The write is never sent in another
         * session, where it could take effect a second time.
         */
        record SessionLost(SessionLoss loss) implements Cause {
            @Override
            public String toString() {
                return loss.toString();
            }
        }

        /** The server now has a different store: it was restarted without its data, or restored from a backup. */
        record StoreChanged(StoreId before, StoreId now) implements Cause {
            @Override
            public String toString() {
                return "the server has a different store, " + now + " instead of " + before;
            }
        }

        /**
         * The caller stopped waiting for the answer: its thread was interrupted, the future was cancelled, or the client was
         * closed.
         */
        record Abandoned(String why) implements Cause {
            @Override
            public String toString() {
                return why;
            }
        }
    }

    /** Returns the result of the function for this case. */
    <R> R fold(Cases<R> cases);

    /** {@link #fold(Cases)} with one argument per case. */
    default <R> R fold(
            Function<Version, R> ok,
            Function<Version, R> errVersion,
            Supplier<R> errNoKey,
            Function<Cause, R> errMaybe) {
        return fold(new Cases<>(ok, errVersion, errNoKey, errMaybe));
    }

    /**
     * Returns the version that the write produced, for callers that treat every other case as an error.
     *
     * @throws NotOkException in every other case; it carries the outcome
     */
    @Override
    default Version orThrow() {
        if (this instanceof Ok ok) {
            return ok.version();
        }
        throw new NotOkException(this);
    }

    /** {@link #orThrow()} with an exception whose message names the key. */
    default Version orThrow(Key key) {
        if (this instanceof Ok ok) {
            return ok.version();
        }
        throw new NotOkException(this, key);
    }

    /** One function per case. */
    record Cases<R>(
            Function<Version, R> ok,
            Function<Version, R> errVersion,
            Supplier<R> errNoKey,
            Function<Cause, R> errMaybe) {}
}
