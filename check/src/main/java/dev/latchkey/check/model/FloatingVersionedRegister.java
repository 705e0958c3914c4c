package dev.latchkey.check.model;

import dev.latchkey.check.Budget;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Model;
import dev.latchkey.check.NonDeterministicModel;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Order;
import dev.latchkey.check.model.VersionedInput.Put;
import dev.latchkey.check.model.VersionedOutput.Conflict;
import dev.latchkey.check.model.VersionedOutput.Found;
import dev.latchkey.check.model.VersionedOutput.Maybe;
import dev.latchkey.check.model.VersionedOutput.Unknown;
import dev.latchkey.check.model.VersionedOutput.Written;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One key of a store that may have folded tombstones. A create makes <em>any</em> version greater than the last one; every other
 * write makes the last version plus one. This model accepts every history that {@link VersionedRegister} accepts, and more, so
 * use the stricter one if no tombstone was folded. After a create with an unknown result, the version is open until a later
 * operation reveals it.
 */
public final class FloatingVersionedRegister
        implements NonDeterministicModel<FloatingVersionedRegister.State, VersionedInput, VersionedOutput> {

    /** The greatest version that a present key can have: the one after it is reserved for a delete. */
    private static final long PRESENT_MAX = Long.MAX_VALUE - 1;

    private static final VersionedRegister EXACT = new VersionedRegister();

    private final VersionedState initial;

    public FloatingVersionedRegister(VersionedState initial) {
        this.initial = initial;
    }

    /**
     * The state of a key whose version may be open.
     *
     * @param least the value, and the version or its lower bound
     * @param open whether {@code least} is only a lower bound of the version
     * @param not versions that are ruled out
     */
    public record State(VersionedState least, boolean open, Set<Long> not) {

        private static State exact(VersionedState state) {
            return new State(state, false, Set.of());
        }

        private boolean canBe(long version) {
            return version >= least.version() && version <= PRESENT_MAX && !not.contains(version);
        }

        private VersionedState at(long version) {
            return new VersionedState(least.value(), version);
        }

        private State above(long version) {
            return version < least.version() ? this : new State(at(version + 1), true, not);
        }

        private State without(long version) {
            Set<Long> more = new TreeSet<>(not);
            more.add(version);
            return new State(least, true, more);
        }
    }

    /** Returns the power-set model for a key in this initial state. */
    public static Model<Set<State>, VersionedInput, VersionedOutput> of(VersionedState initial) {
        return new FloatingVersionedRegister(initial).powerSet();
    }

    @Override
    public Set<State> initial() {
        return Set.of(State.exact(initial));
    }

    @Override
    public Collection<State> step(State state, VersionedInput input, VersionedOutput output) {
        if (state.open) {
            return stepOpen(state, input, output);
        }
        if (state.least.absent() && input instanceof Put put && put.version() == 0) {
            return create(state.least, put, output);
        }
        return exactly(state.least, input, output);
    }

    private static Collection<State> create(VersionedState absent, Put put, VersionedOutput output) {
        long last = absent.version();
        Object value = put.value();
        if (last >= PRESENT_MAX) {
            return exactly(absent, put, output);
        }
        if (output instanceof Written written) {
            boolean possible = written.version() > last && written.version() <= PRESENT_MAX;
            return possible ? List.of(State.exact(new VersionedState(value, written.version()))) : List.of();
        }
        boolean unclear = output instanceof Maybe || output instanceof Unknown;
        return unclear ? List.of(new State(new VersionedState(value, last + 1), true, Set.of())) : List.of();
    }

    private static Collection<State> exactly(VersionedState state, VersionedInput input, VersionedOutput output) {
        @Nullable VersionedState after = EXACT.step(state, input, output);
        return after == null ? List.of() : List.of(State.exact(after));
    }

    private static Collection<State> stepOpen(State state, VersionedInput input, VersionedOutput output) {
        if (output instanceof Found found) {
            return settled(state, found.version(), input, output);
        }
        if (output instanceof Conflict conflict) {
            return settled(state, conflict.current(), input, output);
        }
        if (output instanceof Written written) {
            return settled(state, written.version() - 1, input, output);
        }
        return input instanceof VersionedInput.Get ? unread(state, output) : unclear(state, input, output);
    }

    private static Collection<State> settled(State state, long version, VersionedInput input, VersionedOutput output) {
        return state.canBe(version) ? exactly(state.at(version), input, output) : List.of();
    }

    private static Collection<State> unread(State state, VersionedOutput output) {
        return output instanceof Unknown ? List.of(state) : List.of();
    }

    /**
     * If the version was the expected one, the write took effect; otherwise that version is ruled out (Maybe: it was greater).
     */
    private static Collection<State> unclear(State state, VersionedInput input, VersionedOutput output) {
        long named = VersionedRegister.named(input);
        Collection<State> after = new ArrayList<>();
        if (output instanceof Maybe || output instanceof Unknown) {
            after.addAll(settled(state, named, input, output));
            boolean later = output instanceof Maybe;
            if (!later || named < PRESENT_MAX) {
                after.add(later ? state.above(named) : state.canBe(named) ? state.without(named) : state);
            }
        }
        return after;
    }

    @Override
    public String describe(State state) {
        return state.least + (state.open ? " or a later version" : "");
    }

    /** Most keys were never affected by folding: those are checked without a search. */
    @Override
    public Judge<VersionedInput, VersionedOutput> engine(Model<Set<State>, VersionedInput, VersionedOutput> powerSet) {
        return new ExactFirst(new VersionedCheck(initial, Judge.search(powerSet)));
    }

    private record ExactFirst(VersionedCheck check) implements Judge<VersionedInput, VersionedOutput> {

        @Override
        public Answer judge(List<Operation<VersionedInput, VersionedOutput>> history, Budget budget) {
            boolean exact = check.judgeFast(history, budget) == Answer.LEGAL;
            return exact ? Answer.LEGAL : check.search().judge(history, budget);
        }

        @Override
        public Order<VersionedInput, VersionedOutput> order(
                List<Operation<VersionedInput, VersionedOutput>> history, Budget budget) {
            return check.order(history, budget);
        }
    }
}
