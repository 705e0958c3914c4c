package dev.latchkey.check.model.txn;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Operations that take effect as one step, in order, or not at all. A single operation outside of a transaction is a transaction of one.
 *
 * @param steps at least one
 */
public record RegisterTransaction(List<RegisterStep> steps) {

    public RegisterTransaction {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a transaction has at least one operation");
        }
    }

    /** Returns the transaction of one operation. */
    public static RegisterTransaction of(RegisterStep step) {
        return new RegisterTransaction(List.of(step));
    }

    /** Returns whether it can have no effect. */
    public boolean onlyReads() {
        return steps.stream().allMatch(step -> step instanceof RegisterStep.Check || step instanceof RegisterStep.Get);
    }

    /** Returns whether it is a put or delete alone. */
    boolean isSingleWrite() {
        return steps.size() == 1 && !onlyReads();
    }

    /** Returns the keys of the operations, each once. */
    public List<Object> keys() {
        return steps.stream().map(RegisterStep::key).distinct().toList();
    }

    @Override
    public String toString() {
        return steps.size() == 1
                ? steps.get(0).toString()
                : steps.stream().map(RegisterStep::toString).collect(Collectors.joining(", ", "txn [", "]"));
    }
}
