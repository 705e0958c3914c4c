package dev.latchkey.check.model.txn;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Operations that take effect as one step, in order, or not at all. A single operation outside of a transaction is a transaction of one.
 *
 * @param steps at least one
 */
public record Transaction(List<Step> steps) {

    public Transaction {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a transaction has at least one operation");
        }
    }

    /** Returns the transaction of one operation. */
    public static Transaction of(Step step) {
        return new Transaction(List.of(step));
    }

    /** Returns whether it can have no effect. */
    public boolean onlyReads() {
        return steps.stream().allMatch(step -> step instanceof Step.Check || step instanceof Step.Get);
    }

    /** Returns whether it is a put or delete alone. */
    boolean isSingleWrite() {
        return steps.size() == 1 && !onlyReads();
    }

    /** Returns the keys of the operations, each once. */
    public List<Object> keys() {
        return steps.stream().map(Step::key).distinct().toList();
    }

    @Override
    public String toString() {
        return steps.size() == 1
                ? steps.get(0).toString()
                : steps.stream().map(Step::toString).collect(Collectors.joining(", ", "txn [", "]"));
    }
}
