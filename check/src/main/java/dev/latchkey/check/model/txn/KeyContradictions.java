package dev.latchkey.check.model.txn;

import dev.latchkey.check.Contradiction;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Reason;
import dev.latchkey.check.conflict.ExplainedModel;
import dev.latchkey.check.model.VersionedInput;
import dev.latchkey.check.model.VersionedOutput;
import dev.latchkey.check.model.VersionedState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds a few transactions that contradict each other because of what they say of one key. */
final class KeyContradictions {

    private KeyContradictions() {}

    /** Returns the contradiction that was certain first, if any is found. */
    static Optional<Contradiction<RegisterTransaction, TransactionOutput>> in(
            List<Operation<RegisterTransaction, TransactionOutput>> history) {
        List<KeyView> views = KeyView.of(history);
        var model = ExplainedModel.versionedRegister(VersionedState.NEW);
        return views.stream()
                .filter(view -> !view.isIncomplete())
                .flatMap(
                        view -> model
                                .contradiction(view.literal())
                                .map(found -> ofTransactions(found, view, views.size() > 1))
                                .stream())
                .min(Comparator.comparingLong(Contradiction::until));
    }

    private static Contradiction<RegisterTransaction, TransactionOutput> ofTransactions(
            Contradiction<VersionedInput, VersionedOutput> found, KeyView view, boolean namesKey) {
        List<Reason<RegisterTransaction, TransactionOutput>> reasons = new ArrayList<>();
        if (namesKey) {
            reasons.add(Reason.note("The contradiction is about key " + view.key() + "."));
        }
        for (Reason<VersionedInput, VersionedOutput> reason : found.reasons()) {
            reasons.add(new Reason<>(reason.text(), view.originals(reason.operations()), reason.needed()));
        }
        return new Contradiction<>(view.original(found.misfit()), reasons, found.since());
    }
}
