package dev.latchkey.check;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model that starts in one of several states of another model; its state is the list of all possible states. */
record StartingAt<S, I, O>(Model<S, I, O> model, List<S> initial) implements Model<List<S>, I, O> {

    @Override
    public @Nullable List<S> step(List<S> states, I input, O output) {
        List<S> after = new ArrayList<>();
        for (S state : states) {
            @Nullable S next = model.step(state, input, output);
            if (next != null && !contains(after, next)) {
                after.add(next);
            }
        }
        return after.isEmpty() ? null : after;
    }

    private boolean contains(List<S> states, S state) {
        return states.stream().anyMatch(other -> model.same(state, other));
    }

    @Override
    public boolean same(List<S> some, List<S> others) {
        return some.size() == others.size() && some.stream().allMatch(state -> contains(others, state));
    }

    @Override
    public int hash(List<S> states) {
        return states.stream().mapToInt(model::hash).sum();
    }

    @Override
    public String describe(I input, O output) {
        return model.describe(input, output);
    }

    @Override
    public String describe(List<S> states) {
        return String.join(
                ", or ", states.stream().map(state -> model.describe(state)).toList());
    }
}
