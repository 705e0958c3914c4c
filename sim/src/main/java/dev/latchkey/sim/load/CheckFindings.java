package dev.latchkey.sim.load;

import dev.latchkey.check.Checker;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.Wording;
import dev.latchkey.check.conflict.ExplainedModel;
import dev.latchkey.check.model.VersionedState;
import dev.latchkey.check.model.txn.VersionedTransactions;
import java.util.ArrayList;
import java.util.List;

/** The checker's findings for a run, one sentence each. A check that could not be completed counts as a failure. */
public record CheckFindings(List<String> violations) {

    /** Times in milliseconds of virtual time, which begins at 0. */
    private static final Wording WORDING = Wording.nanos(0, Long.MAX_VALUE, 0);

    public static CheckFindings of(OperationLog operations, Workload workload) {
        List<String> violations = new ArrayList<>();
        add(
                violations,
                "keys",
                new Checker<>(ExplainedModel.versionedRegister(VersionedState.NEW)).checkParts(operations.histories()));
        add(violations, "lock", new Checker<>(ExplainedModel.mutex(true)).check(workload.lockHistory()));
        add(
                violations,
                "transactions",
                new Checker<>(new VersionedTransactions()).checkParts(workload.transactionHistories()));
        return new CheckFindings(violations);
    }

    private static void add(List<String> violations, String what, Verdict verdict) {
        if (verdict instanceof Verdict.Illegal illegal) {
            violations.add(what + ": not linearizable" + (illegal.part() == null ? "" : ", " + illegal.part()) + ": "
                    + illegal.counterexample().explanation().text(WORDING));
        } else if (verdict instanceof Verdict.Unknown unknown) {
            violations.add(what + ": not checked: " + unknown.reason());
        }
    }
}
