package dev.latchkey.check.conflict;

import static dev.latchkey.check.Reason.note;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.VersionedInput;
import dev.latchkey.check.model.VersionedInput.Get;
import dev.latchkey.check.model.VersionedInput.Put;
import dev.latchkey.check.model.VersionedOutput;
import dev.latchkey.check.model.VersionedOutput.Conflict;
import dev.latchkey.check.model.VersionedOutput.NoKey;
import dev.latchkey.check.model.VersionedOutput.Written;
import dev.latchkey.check.model.VersionedState;
import java.util.List;

/** Finds operations whose results are impossible whatever any other operation did. */
final class ImpossibleResults {

    private final VersionedState initial;
    private final EarliestContradiction<VersionedInput, VersionedOutput> earliest;

    ImpossibleResults(VersionedState initial, EarliestContradiction<VersionedInput, VersionedOutput> earliest) {
        this.initial = initial;
        this.earliest = earliest;
    }

    void impossibleAlone(Operation<VersionedInput, VersionedOutput> operation) {
        long named = VersionIndex.named(operation.input());
        boolean isWrite = !(operation.input() instanceof Get);
        if (isWrite && operation.output() instanceof Written written && named > 0 && written.version() != named + 1) {
            earliest.offer(
                    operation,
                    List.of(note("A write that expects version " + named + " makes version " + (named + 1) + ".")));
        } else if (isWrite && operation.output() instanceof Conflict conflict && conflict.current() == named) {
            earliest.offer(
                    operation,
                    List.of(note("A write that expects version " + named + " is not refused at that version.")));
        } else if (operation.input() instanceof Put put && put.version() == 0 && operation.output() instanceof NoKey) {
            earliest.offer(operation, List.of(note("A create succeeds if the key is absent.")));
        } else if (isBeforeTheHistory(operation)) {
            earliest.offer(
                    operation, List.of(note("Initially the key was " + at(initial) + ", and versions only grow.")));
        }
    }

    private static String at(VersionedState state) {
        return state.version() == 0
                ? "never written"
                : (state.value() == null) ? "absent after version " + state.version() : "at version " + state.version();
    }

    /** Whether the operation shows a version that cannot exist after the beginning. */
    private boolean isBeforeTheHistory(Operation<VersionedInput, VersionedOutput> operation) {
        if (operation.output() instanceof Written written) {
            return written.version() <= initial.version();
        }
        long seen = VersionIndex.least(operation);
        return seen < initial.version() || (seen == initial.version() && initial.value() == null);
    }
}
