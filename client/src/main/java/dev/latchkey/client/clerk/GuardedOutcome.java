package dev.latchkey.client.clerk;

import dev.latchkey.core.Version;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The outcome of a put or a delete with a {@link Guard}: a {@link PutOutcome}, or {@link ErrGuard}. Every {@code PutOutcome} is a
 * {@code GuardedOutcome} and only {@code ErrGuard} is added, so that callers that give no guard need not handle a case that they never
 * get.
 */
public sealed interface GuardedOutcome permits PutOutcome, GuardedOutcome.ErrGuard {

    /**
     * The write definitely did not take effect: the key of the guard is at version {@code current}, {@link Version#NONE} if it does not
     * exist. If the guard is a lock, the lock is no longer held with that token.
     */
    record ErrGuard(Version current) implements GuardedOutcome {
        @Override
        public Version orThrow() {
            throw new RefusedException("ERRGUARD " + current + " is the version of the key of the guard");
        }
    }

    /**
     * Returns the version that the write produced, for callers that treat every other case as an error.
     *
     * @throws NotOkException if this is a {@link PutOutcome} other than {@link PutOutcome.Ok}; it carries the outcome
     * @throws RefusedException if the guard failed, with the code ERRGUARD
     */
    Version orThrow();

    /** Returns the result of the function for this case. */
    default <R> R fold(
            Function<Version, R> ok,
            Function<Version, R> errVersion,
            Supplier<R> errNoKey,
            Function<Version, R> errGuard,
            Function<PutOutcome.Cause, R> errMaybe) {
        return this instanceof PutOutcome unguarded
                ? unguarded.fold(ok, errVersion, errNoKey, errMaybe)
                : errGuard.apply(((ErrGuard) this).current());
    }
}
