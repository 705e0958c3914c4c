package dev.latchkey.check.model.txn;

import dev.latchkey.check.Contradiction;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import dev.latchkey.check.model.VersionedState;
import dev.latchkey.check.model.txn.TransactionOutput.Done;
import dev.latchkey.check.model.txn.TransactionOutput.Maybe;
import dev.latchkey.check.model.txn.TransactionOutput.Refused;
import dev.latchkey.check.model.txn.TransactionOutput.Unknown;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Versioned keys, each as in {@link dev.latchkey.check.model.VersionedRegister}, and transactions over them. The operations of a
 * transaction take effect as one step, each after those before it; if one of them is refused, none takes effect. No key was written
 * before the history.
 */
public final class VersionedTransactions implements Model<Registers, RegisterTransaction, TransactionOutput> {

    @Override
    public Registers initial() {
        return Registers.NEW;
    }

    @Override
    public @Nullable Registers step(Registers state, RegisterTransaction transaction, TransactionOutput output) {
        List<RegisterStep> steps = transaction.steps();
        boolean isPossible = output instanceof Done done
                ? done.results().size() == steps.size()
                : !(output instanceof Maybe) || transaction.isSingleWrite();
        return isPossible ? executed(state, steps, output) : null;
    }

    private static @Nullable Registers executed(Registers state, List<RegisterStep> steps, TransactionOutput output) {
        Registers after = state;
        for (int i = 0; i < steps.size(); i++) {
            RegisterStep step = steps.get(i);
            VersionedState current = after.get(step.key());
            if (!RegisterStepRule.isAccepted(step, current)) {
                return canRefuse(output, i + 1, step, current) ? state : null;
            }
            if (output instanceof Refused refused && refused.step() == i + 1) {
                return null;
            }
            VersionedState next = RegisterStepRule.after(step, current);
            if (output instanceof Done done && !done.results().get(i).equals(RegisterStepRule.result(step, next))) {
                return null;
            }
            after = next.equals(current) ? after : after.with(step.key(), next);
        }
        return output instanceof Refused ? null : after;
    }

    /** Returns whether the output is possible, although the operation of this number is refused. */
    private static boolean canRefuse(TransactionOutput output, int number, RegisterStep step, VersionedState current) {
        if (output instanceof Refused refused) {
            return refused.step() == number && refused.current() == RegisterStepRule.reportedVersion(current);
        }
        return output instanceof Unknown
                || (output instanceof Maybe
                        && RegisterStepRule.presentVersion(current) > RegisterStepRule.expected(step));
    }

    @Override
    public Judge<RegisterTransaction, TransactionOutput> engine() {
        return new GroupedCheck(Judge.search(this));
    }

    @Override
    public Optional<Contradiction<RegisterTransaction, TransactionOutput>> contradiction(
            List<Operation<RegisterTransaction, TransactionOutput>> history) {
        return KeyContradictions.in(history);
    }
}
