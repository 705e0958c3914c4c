package dev.latchkey.check.model;

import dev.latchkey.check.Budget;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import dev.latchkey.check.model.VersionedInput.Delete;
import dev.latchkey.check.model.VersionedInput.Get;
import dev.latchkey.check.model.VersionedInput.Put;
import dev.latchkey.check.model.VersionedOutput.Conflict;
import dev.latchkey.check.model.VersionedOutput.Found;
import dev.latchkey.check.model.VersionedOutput.Maybe;
import dev.latchkey.check.model.VersionedOutput.NoKey;
import dev.latchkey.check.model.VersionedOutput.Unknown;
import dev.latchkey.check.model.VersionedOutput.Written;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One key whose version counts its writes, including deletes: every write makes exactly the last version plus one. This is the
 * behaviour of a store that never folded a tombstone of the key into a floor. For a store that may have, see
 * {@link FloatingVersionedRegister}.
 *
 * @param initial the state of the key before the history
 */
public record VersionedRegister(VersionedState initial)
        implements Model<VersionedState, VersionedInput, VersionedOutput> {

    /** Creates the model of a key that was never written before the history. */
    public VersionedRegister() {
        this(VersionedState.NEW);
    }

    @Override
    public @Nullable VersionedState step(VersionedState state, VersionedInput input, VersionedOutput output) {
        if (input instanceof Get) {
            return canRead(state, output) ? state : null;
        }
        VersionedState written = written(state, input);
        return output instanceof Unknown
                ? written == null ? state : written
                : written == null ? canRefuse(state, input, output) ? state : null : accepted(written, output);
    }

    /** Returns whether a get may have this result. */
    private static boolean canRead(VersionedState state, VersionedOutput output) {
        if (output instanceof Found found) {
            return !state.absent() && found.value().equals(state.value()) && found.version() == state.version();
        }
        return output instanceof Unknown || (output instanceof NoKey && state.absent());
    }

    /** Returns the state after a put or delete; null if it must be refused. */
    private static @Nullable VersionedState written(VersionedState state, VersionedInput input) {
        if (state.version() == Long.MAX_VALUE) {
            return null;
        }
        long next = state.version() + 1;
        if (input instanceof Put put) {
            boolean fits = put.version() == 0 ? state.absent() : !state.absent() && put.version() == state.version();
            return fits && next < Long.MAX_VALUE ? new VersionedState(put.value(), next) : null;
        }
        return !state.absent() && named(input) == state.version() ? new VersionedState(null, next) : null;
    }

    private static @Nullable VersionedState accepted(VersionedState written, VersionedOutput output) {
        boolean fits = output instanceof Maybe
                || (output instanceof Written reported && reported.version() == written.version());
        return fits ? written : null;
    }

    private static boolean canRefuse(VersionedState state, VersionedInput input, VersionedOutput output) {
        if (output instanceof Conflict conflict) {
            return !state.absent() && conflict.current() == state.version();
        }
        return state.absent() ? output instanceof NoKey : output instanceof Maybe && state.version() > named(input);
    }

    static long named(VersionedInput input) {
        return input instanceof Put put ? put.version() : input instanceof Delete delete ? delete.version() : 0;
    }

    /** Checks a history without a search. UNKNOWN also if only a search could decide. */
    public Judge.Answer judgeWithoutSearch(List<Operation<VersionedInput, VersionedOutput>> history, Budget budget) {
        return new VersionedCheck(initial, Judge.search(this)).judgeFast(history, budget);
    }

    @Override
    public Judge<VersionedInput, VersionedOutput> engine() {
        return new VersionedCheck(initial, Judge.search(this));
    }
}
