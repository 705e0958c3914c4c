package dev.latchkey.check.conflict;

import dev.latchkey.check.Contradiction;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps, of all contradictions that are found, the one that was certain first; of those, the one with the fewest operations. */
final class EarliestContradiction<I, O> {

    /** The maximum number of operations that an explanation mentions. */
    private static final int TOLD_MAX = 6;

    private @Nullable Contradiction<I, O> best;

    void offer(Operation<I, O> misfit, List<Reason<I, O>> reasons) {
        offer(new Contradiction<>(misfit, reasons));
    }

    void offer(Contradiction<I, O> found) {
        var other = best;
        if (found.needed().size() > TOLD_MAX) {
            return;
        }
        boolean isBetter = other == null
                || found.until() < other.until()
                || (found.until() == other.until()
                        && found.needed().size() < other.needed().size());
        best = isBetter ? found : other;
    }

    Optional<Contradiction<I, O>> get() {
        return best == null
                ? Optional.empty()
                : Optional.of(new Contradiction<>(best.misfit(), trimmed(best), best.since()));
    }

    /** Returns the reasons without notes that would make the explanation too long. */
    private static <I, O> List<Reason<I, O>> trimmed(Contradiction<I, O> found) {
        Set<Operation<I, O>> told = new HashSet<>(found.needed());
        List<Reason<I, O>> kept = new ArrayList<>();
        for (Reason<I, O> reason : found.reasons()) {
            Set<Operation<I, O>> with = new HashSet<>(told);
            with.addAll(reason.operations());
            if (reason.needed() || with.size() <= TOLD_MAX) {
                told = with;
                kept.add(reason);
            }
        }
        return kept;
    }
}
