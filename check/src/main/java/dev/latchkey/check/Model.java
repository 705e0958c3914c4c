package dev.latchkey.check;

import org.jspecify.annotations.Nullable;

/**
 * What a system does when it is asked one thing after another. A state is an immutable value. A model is used by several threads
 * at once. One that may do several things with the same input is a {@link NonDeterministicModel}.
 *
 * @param <S> the state
 * @param <I> what is asked
 * @param <O> what is answered; a model of a system that may leave its clients in doubt has an output for that
 */
public interface Model<S, I, O> {

    /** The state before the first operation. */
    S initial();

    /** The state after {@code input} was answered by {@code output}; null if that could not have been the answer in {@code state}. */
    @Nullable
    S step(S state, I input, O output);

    /** Whether two states are the same. */
    default boolean same(S one, S other) {
        return one.equals(other);
    }

    /** A hash that is equal for states that are the same. */
    default int hash(S state) {
        return state.hashCode();
    }

    /** An operation in words, on one line. */
    default String describe(I input, O output) {
        return input + " -> " + output;
    }

    /** A state in words, on one line. */
    default String describe(S state) {
        return state.toString();
    }

    /** The engine that judges histories of this model best. */
    default Judge<I, O> engine() {
        return Judge.search(this);
    }
}
