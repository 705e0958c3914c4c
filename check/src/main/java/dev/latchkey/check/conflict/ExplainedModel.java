package dev.latchkey.check.conflict;

import dev.latchkey.check.Contradiction;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import dev.latchkey.check.model.FloatingVersionedRegister;
import dev.latchkey.check.model.VersionedInput;
import dev.latchkey.check.model.VersionedOutput;
import dev.latchkey.check.model.VersionedRegister;
import dev.latchkey.check.model.VersionedState;
import dev.latchkey.check.model.lock.Mutex;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model that also finds small contradictions, so that the verdict on a history that is not linearizable is explained by few
 * operations.
 */
public final class ExplainedModel<S, I, O> implements Model<S, I, O> {

    private final Model<S, I, O> model;
    private final Function<List<Operation<I, O>>, Optional<Contradiction<I, O>>> contradictions;

    private ExplainedModel(
            Model<S, I, O> model, Function<List<Operation<I, O>>, Optional<Contradiction<I, O>>> contradictions) {
        this.model = model;
        this.contradictions = contradictions;
    }

    /** Returns the model of a key whose version counts its writes. */
    public static Model<VersionedState, VersionedInput, VersionedOutput> versionedRegister(VersionedState initial) {
        return new ExplainedModel<>(
                new VersionedRegister(initial), history -> VersionContradictions.in(initial, false, history));
    }

    /** Returns the model of a key of a store that may have folded tombstones. */
    public static Model<Set<FloatingVersionedRegister.State>, VersionedInput, VersionedOutput>
            floatingVersionedRegister(VersionedState initial) {
        return new ExplainedModel<>(
                FloatingVersionedRegister.of(initial), history -> VersionContradictions.in(initial, true, history));
    }

    /** Returns the model of a lock. */
    public static Model<Mutex.State, Mutex.Input, Mutex.Output> mutex(boolean fenced) {
        return new ExplainedModel<>(new Mutex(fenced), LockContradictions::in);
    }

    @Override
    public Optional<Contradiction<I, O>> contradiction(List<Operation<I, O>> history) {
        return contradictions.apply(history);
    }

    @Override
    public S initial() {
        return model.initial();
    }

    @Override
    public @Nullable S step(S state, I input, O output) {
        return model.step(state, input, output);
    }

    @Override
    public boolean same(S one, S other) {
        return model.same(one, other);
    }

    @Override
    public int hash(S state) {
        return model.hash(state);
    }

    @Override
    public String describe(I input, O output) {
        return model.describe(input, output);
    }

    @Override
    public String describe(S state) {
        return model.describe(state);
    }

    @Override
    public Judge<I, O> engine() {
        return model.engine();
    }
}
