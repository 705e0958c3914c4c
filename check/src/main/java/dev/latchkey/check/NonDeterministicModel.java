package dev.latchkey.check;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    default Engine<I, O> engine(Model<Set<S>, I, O> powerSet) {
        return Engine.search(powerSet);
    }

    /** The deterministic model whose state is the set of all states that may be there (the power-set construction). */
    default Model<Set<S>, I, O> powerSet() {
        NonDeterministicModel<S, I, O> branches = this;
        return new Model<>() {
            @Override
            public Set<S> initial() {
                return branches.initial();
            }

            @Override
            public @Nullable Set<S> step(Set<S> states, I input, O output) {
                Set<S> after = new LinkedHashSet<>();
                for (S state : states) {
                    after.addAll(branches.step(state, input, output));
                }
                return after.isEmpty() ? null : after;
            }

            @Override
            public Engine<I, O> engine() {
                return branches.engine(this);
            }

            @Override
            public String describe(I input, O output) {
                return branches.describe(input, output);
            }

            @Override
            public String describe(Set<S> states) {
                return String.join(
                        ", or ", states.stream().map(branches::describe).toList());
            }
        };
    }
}
