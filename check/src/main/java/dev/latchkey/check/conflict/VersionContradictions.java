package dev.latchkey.check.conflict;

import dev.latchkey.check.Contradiction;
import dev.latchkey.check.Operation;
import dev.latchkey.check.model.VersionedInput;
import dev.latchkey.check.model.VersionedOutput;
import dev.latchkey.check.model.VersionedState;
import java.util.List;
import java.util.Optional;

/**
 * Finds a few operations on a versioned key that contradict each other, whenever the others took effect. Versions make this
 * possible without a search: they never go back, each is made by one write, and a write names the version it replaces. It finds
 * the contradictions between what a few operations say, not every contradiction.
 */
final class VersionContradictions {

    private VersionContradictions() {}

    /**
     * Returns the contradiction that was certain first, if any is found.
     *
     * @param folds whether a create may make any later version, as in a store that folds tombstones
     */
    static Optional<Contradiction<VersionedInput, VersionedOutput>> in(
            VersionedState initial, boolean folds, List<Operation<VersionedInput, VersionedOutput>> history) {
        EarliestContradiction<VersionedInput, VersionedOutput> found = new EarliestContradiction<>();
        VersionIndex index = new VersionIndex(history);
        ImpossibleResults results = new ImpossibleResults(initial, found);
        UnmadeVersions unmade = new UnmadeVersions(initial, index, found);
        for (Operation<VersionedInput, VersionedOutput> operation : index.closed()) {
            results.impossibleAlone(operation);
            unmade.withoutMaker(operation);
        }
        if (!folds) {
            unmade.gap();
        }
        DisputedVersions disputed = new DisputedVersions(initial, index, found);
        disputed.twoMakers();
        disputed.twoVersionsOfOneCreate();
        VersionsOverTime versions = new VersionsOverTime(initial, index, found);
        versions.backInTime();
        versions.absences();
        return found.get();
    }
}
