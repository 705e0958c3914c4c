package dev.latchkey.check;

import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Checks whether histories are linearizable with respect to a model. Immutable and thread-safe. If every operation touches a
 * single key, a history is linearizable exactly if its operations on each key are; {@link #checkParts} uses this and is much
 * faster.
 *
 * @param model the sequential behaviour of the system
 * @param limits the time and memory limits of one check
 * @param nanos a monotonic clock in nanoseconds, for the time limit
 */
public record Checker<S, I, O>(Model<S, I, O> model, CheckLimits limits, LongSupplier nanos) {

    /** Creates a checker with the given limits that uses the system clock. */
    public Checker(Model<S, I, O> model, CheckLimits limits) {
        this(model, limits, new SystemNanos());
    }

    /** Creates a checker with {@link CheckLimits#DEFAULT}. */
    public Checker(Model<S, I, O> model) {
        this(model, CheckLimits.DEFAULT);
    }

    /** Checks a history. Its operations may be in any order. */
    public Verdict check(List<Operation<I, O>> history) {
        return new PartsCheck<>(this).whole(history);
    }

    /** Checks a history that is partitioned by what its operations touch, usually their key. The map key names the part. */
    public Verdict checkParts(Map<?, ? extends List<Operation<I, O>>> parts) {
        return new PartsCheck<>(this).parts(parts);
    }

    /** Returns a linearization of the history, or the longest partial one found if the history is not linearizable. */
    public Order<I, O> order(List<Operation<I, O>> history) {
        return model.engine().order(history, Budget.of(limits, nanos));
    }
}
