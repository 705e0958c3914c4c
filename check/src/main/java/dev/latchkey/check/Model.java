package dev.latchkey.check;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sequential specification of a system: how it behaves if operations run one at a time. States are immutable values, and a
 * model is thread-safe. If several next states are possible for the same input and output, implement
 * {@link NonDeterministicModel}.
 *
 * @param <S> the state
 * @param <I> the input of an operation
 * @param <O> the output of an operation; if clients may see unknown outcomes, the model has an output for them
 */
public interface Model<S, I, O> {

    /** The state before the first operation. */
    S initial();

    /** Returns the state after {@code input}; null if {@code output} is not a possible result in {@code state}. */
    @Nullable
    S step(S state, I input, O output);

    /** Returns whether two states are equal. */
    default boolean same(S one, S other) {
        return one.equals(other);
    }

    /** Returns a hash that is consistent with {@link #same}. */
    default int hash(S state) {
        return state.hashCode();
    }

    /** Describes an operation on one line. */
    default String describe(I input, O output) {
        return input + " -> " + output;
    }

    /** Describes a state on one line. */
    default String describe(S state) {
        return state.toString();
    }

    /**
     * Returns a small contradiction in a history that is not linearizable, if the model can find one faster than by leaving out
     * operations one after another. The result is checked before it is reported.
     */
    default Optional<Contradiction<I, O>> contradiction(List<Operation<I, O>> history) {
        return Optional.empty();
    }

    /** Returns the most efficient checking algorithm for this model. */
    default Judge<I, O> engine() {
        return Judge.search(this);
    }
}
