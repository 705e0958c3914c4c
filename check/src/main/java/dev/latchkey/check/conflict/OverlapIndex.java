package dev.latchkey.check.conflict;

import dev.latchkey.check.Operation;
import java.util.ArrayList;
import java.util.List;

/** Operations in the order of their ends, in which those that overlap an interval are found by a binary search. */
final class OverlapIndex<I, O> {

    private final List<Operation<I, O>> operations = new ArrayList<>();

    /** For each operation, the earliest call of it and all later ones; empty if it has to be computed. */
    private long[] earliestCalls = new long[0];

    /** Adds an operation, which ends no earlier than those before it. */
    void add(Operation<I, O> operation) {
        operations.add(operation);
        earliestCalls = new long[0];
    }

    List<Operation<I, O>> operations() {
        return operations;
    }

    /** Returns whether an operation can have taken effect in this interval. */
    boolean anyWithin(long from, long to) {
        if (earliestCalls.length != operations.size()) {
            indexCalls();
        }
        int low = 0;
        int high = operations.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (operations.get(middle).end() < from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < operations.size() && earliestCalls[low] <= to;
    }

    private void indexCalls() {
        earliestCalls = new long[operations.size()];
        long earliest = Long.MAX_VALUE;
        for (int i = earliestCalls.length - 1; i >= 0; i--) {
            earliest = Math.min(earliest, operations.get(i).call());
            earliestCalls[i] = earliest;
        }
    }
}
