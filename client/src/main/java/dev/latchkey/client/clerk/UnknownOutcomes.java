package dev.latchkey.client.clerk;

import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.client.clerk.PutOutcome.ErrMaybe;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How many writes of a client have ended as {@link ErrMaybe} or {@link Transaction.Maybe}, by cause. The counts start at 0 and never decrease.
 *
 * @param resendRefused writes with {@link Cause.ResendRefused}
 * @param deadlineEnded writes with {@link Cause.DeadlineEnded}
 * @param sessionLost writes with {@link Cause.SessionLost}
 * @param storeChanged writes with {@link Cause.StoreChanged}
 * @param abandoned writes with {@link Cause.Abandoned}
 */
public record UnknownOutcomes(
        long resendRefused, long deadlineEnded, long sessionLost, long storeChanged, long abandoned) {

    /** Returns the number of writes with an unknown outcome. */
    public long total() {
        return resendRefused + deadlineEnded + sessionLost + storeChanged + abandoned;
    }

    /** Counts. Thread-safe. */
    static final class Counter {

        private final LongAdder resendRefused = new LongAdder();
        private final LongAdder deadlineEnded = new LongAdder();
        private final LongAdder sessionLost = new LongAdder();
        private final LongAdder storeChanged = new LongAdder();
        private final LongAdder abandoned = new LongAdder();

        /** Counts the result of a call if it is an unknown outcome. */
        void add(@Nullable Object result) {
            if (result instanceof ErrMaybe maybe) {
                of(maybe.cause()).increment();
            } else if (result instanceof Transaction.Maybe maybe) {
                of(maybe.cause()).increment();
            }
        }

        private LongAdder of(Cause cause) {
            if (cause instanceof Cause.ResendRefused) {
                return resendRefused;
            }
            if (cause instanceof Cause.DeadlineEnded) {
                return deadlineEnded;
            }
            if (cause instanceof Cause.SessionLost) {
                return sessionLost;
            }
            return cause instanceof Cause.StoreChanged ? storeChanged : abandoned;
        }

        UnknownOutcomes counts() {
            return new UnknownOutcomes(
                    resendRefused.sum(), deadlineEnded.sum(), sessionLost.sum(), storeChanged.sum(), abandoned.sum());
        }
    }
}
