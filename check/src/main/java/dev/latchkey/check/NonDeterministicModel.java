package dev.latchkey.check;

import java.util.Collection;
import java.util.Set;

/**
 * A sequential specification in which an operation may lead to several states. States are immutable values compared by
 * {@code equals}.
 *
 * @param <S> the state
 * @param <I> the input of an operation
 * @param <O> the output of an operation
 */
public interface NonDeterministicModel<S, I, O> {

    /** The possible states before the first operation. */
    Set<S> initial();

    /** Returns the possible states after {@code input}; empty if {@code output} is not a possible result in {@code state}. */
    Collection<S> step(S state, I input, O output);

    /** Describes an operation on one line. */
    default String describe(I input, O output) {
        return input + " -> " + output;
    }

    /** Describes a state on one line. */
    default String describe(S state) {
        return state.toString();
    }

    /** Returns the most efficient checking algorithm for {@code powerSet}, which is the {@link #powerSet} of this model. */
    default Judge<I, O> engine(Model<Set<S>, I, O> powerSet) {
        return Judge.search(powerSet);
    }

    /** Returns a deterministic model whose state is the set of all possible states (the power-set construction). */
    default Model<Set<S>, I, O> powerSet() {
        return new PowerSet<>(this);
    }
}
