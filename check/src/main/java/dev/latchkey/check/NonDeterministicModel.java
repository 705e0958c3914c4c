package dev.latchkey.check;

import java.util.Collection;
import java.util.Set;

/**
 * What a system may do when it is asked one thing after another: none, one or several states may follow. States are immutable
 * values compared by {@code equals}.
 *
 * @param <S> the state
 * @param <I> what is asked
 * @param <O> what is answered
 */
public interface NonDeterministicModel<S, I, O> {

    /** The states that may be there before the first operation. */
    Set<S> initial();

    /** The states that may follow on {@code state} if {@code input} was answered by {@code output}; empty if it cannot have been. */
    Collection<S> step(S state, I input, O output);

    /** An operation in words, on one line. */
    default String describe(I input, O output) {
        return input + " -> " + output;
    }

    /** A state in words, on one line. */
    default String describe(S state) {
        return state.toString();
    }

    /** The engine that judges histories of {@code powerSet}, which is {@link #powerSet} of this, best. */
    default Judge<I, O> engine(Model<Set<S>, I, O> powerSet) {
        return Judge.search(powerSet);
    }

    /** The deterministic model whose state is the set of all states that may be there (the power-set construction). */
    default Model<Set<S>, I, O> powerSet() {
        return new PowerSet<>(this);
    }
}
