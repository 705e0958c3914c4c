package dev.latchkey.check;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A non-deterministic model made deterministic: its state is the set of all possible states. */
record PowerSet<S, I, O>(NonDeterministicModel<S, I, O> branches) implements Model<Set<S>, I, O> {

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
    public Judge<I, O> engine() {
        return branches.engine(this);
    }

    @Override
    public String describe(I input, O output) {
        return branches.describe(input, output);
    }

    @Override
    public String describe(Set<S> states) {
        return String.join(", or ", states.stream().map(branches::describe).toList());
    }
}
