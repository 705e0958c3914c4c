package dev.latchkey.check;

import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Judges histories of one model. Immutable, used by any number of threads. A system of many keys whose operations touch one key
 * each is linearizable if it is so for every key alone, and much faster to judge by {@link #checkParts}.
 *
 * @param model what the system does when it is asked one thing after another
 * @param limits of one check
 * @param nanos a clock that only grows, for the time limit
 */
public record Checker<S, I, O>(Model<S, I, O> model, Limits limits, LongSupplier nanos) {

    /** With the given limits, by the clock of the machine. */
    public Checker(Model<S, I, O> model, Limits limits) {
        this(model, limits, new SystemNanos());
    }

    /** With {@link Limits#DEFAULT}. */
    public Checker(Model<S, I, O> model) {
        this(model, Limits.DEFAULT);
    }

    /** Judges a history, given in any order. */
    public Verdict check(List<Operation<I, O>> history) {
        return new PartsCheck<>(this).whole(history);
    }

    /** Judges a history that is divided by what its operations touch, such as their key; the name of a part is its key. */
    public Verdict checkParts(Map<?, ? extends List<Operation<I, O>>> parts) {
        return new PartsCheck<>(this).parts(parts);
    }

    /** An order of the operations: all of them if the history is linearizable, else as many as were found. */
    public Order<I, O> order(List<Operation<I, O>> history) {
        return model.engine().order(history, Budget.of(limits, nanos));
    }
}
