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
 * One key of a store that may have folded tombstones: a create makes <em>any</em> version above the last, every other write the
 * last plus one. It accepts all that {@link VersionedRegister} accepts, and more, so use that one where no tombstone was folded.
 * After a create without an answer the version is open until an answer tells it.
 */
public final class FloatingVersionedRegister
        implements NonDeterministicModel<FloatingVersionedRegister.State, VersionedInput, VersionedOutput> {

    /** The last version is left for a delete. */
    private static final long PRESENT_MAX = Long.MAX_VALUE - 1;

    private static final VersionedRegister EXACT = new VersionedRegister();

    private final VersionedState initial;

    public FloatingVersionedRegister(VersionedState initial) {
        this.initial = initial;
    }

    /**
     * A key whose version may be open.
     *
     * @param least the value, and the version or the least that it may be
     * @param open whether the version may also be higher
     * @param not versions that it is not
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

    /** This model with sets of states. */
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

    /** It was done if the version was the named one; if not, the version is another (after a Maybe, a later one). */
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

    /** Most keys were never folded: those are judged without a search. */
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
