package dev.latchkey.check.model.txn;

import dev.latchkey.check.model.VersionedState;
import dev.latchkey.check.model.txn.RegisterStep.Check;
import dev.latchkey.check.model.txn.RegisterStep.Delete;
import dev.latchkey.check.model.txn.RegisterStep.Get;
import dev.latchkey.check.model.txn.RegisterStep.Put;
import dev.latchkey.check.model.txn.TransactionOutput.Refused;

/** What one operation of a transaction does with the state of its key. */
final class RegisterStepRule {

    /** Only a delete can make the last version. */
    private static final long LAST_VERSION = Long.MAX_VALUE;

    private RegisterStepRule() {}

    /** Returns the version of a key that exists; 0 for one that does not. */
    static long presentVersion(VersionedState current) {
        return current.value() == null ? 0 : current.version();
    }

    /** Returns the version that a refusal reports. */
    static long reportedVersion(VersionedState current) {
        return current.value() == null ? Refused.NO_KEY : current.version();
    }

    /** Returns the version that the step requires; 0 if the key must not exist, and for a get, which requires nothing. */
    static long expected(RegisterStep step) {
        if (step instanceof Check check) {
            return check.version();
        }
        return step instanceof Put put ? put.version() : step instanceof Delete delete ? delete.version() : 0;
    }

    static boolean isAccepted(RegisterStep step, VersionedState current) {
        boolean isVersionLeft = step instanceof Put
                ? current.version() < LAST_VERSION - 1
                : !(step instanceof Delete) || current.version() < LAST_VERSION;
        return step instanceof Get || (isVersionLeft && expected(step) == presentVersion(current));
    }

    /** Returns the state after an accepted step. */
    static VersionedState after(RegisterStep step, VersionedState current) {
        if (step instanceof Put put) {
            return new VersionedState(put.value(), current.version() + 1);
        }
        return step instanceof Delete ? new VersionedState(null, current.version() + 1) : current;
    }

    /** Returns the result of an accepted step, given the state after it. */
    static StepResult result(RegisterStep step, VersionedState after) {
        if (step instanceof Check) {
            return StepResult.CHECKED;
        }
        if (!(step instanceof Get get)) {
            return new StepResult.Written(after.version());
        }
        Object value = after.value();
        return value == null
                ? StepResult.NO_KEY
                : get.withVersion() ? new StepResult.Found(value, after.version()) : new StepResult.Value(value);
    }
}
