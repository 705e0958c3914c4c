package dev.latchkey.check.report;

import dev.latchkey.check.Operation;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.History;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The operations that a report shows, ordered by the time of their call.
 *
 * @param shown the operations
 * @param bad the indexes in {@code shown} of the operations of the counterexample
 */
record Selection<I, O>(List<ShownOperation<I, O>> shown, List<Integer> bad) {

    /** The maximum number of operations: larger files are too slow in a browser. */
    static final int OPERATIONS_MAX = 100_000;

    /** The maximum number of operations of the counterexample that are marked. Leaves space for the operations around them. */
    static final int CULPRITS_MAX = 1_000;

    /** Identifies an operation. Does not include its end, which may differ in a counterexample. */
    private record Identity(int client, long call, Object input) {
        private static Identity in(Operation<?, ?> operation) {
            return new Identity(operation.client(), operation.call(), operation.input());
        }
    }

    static <S, I, O> Selection<I, O> of(History<S, I, O> history, Verdict verdict) {
        List<ShownOperation<I, O>> all = new ArrayList<>(history.size());
        history.parts()
                .forEach((key, operations) ->
                        operations.forEach(operation -> all.add(new ShownOperation<>(key, operation))));
        all.sort(Comparator.comparingLong(shown -> shown.operation().call()));
        Set<Identity> culprits = new HashSet<>();
        if (verdict instanceof Verdict.Illegal illegal) {
            List<? extends Operation<?, ?>> core = illegal.counterexample().operations();
            core.stream()
                    .sorted(Comparator.comparingLong(Operation::call))
                    .skip(Math.max(0, core.size() - CULPRITS_MAX))
                    .forEach(operation -> culprits.add(Identity.in(operation)));
        }
        List<ShownOperation<I, O>> window = window(all, culprits);
        List<Integer> bad = new ArrayList<>();
        for (int i = 0; i < window.size(); i++) {
            if (culprits.contains(Identity.in(window.get(i).operation()))) {
                bad.add(i);
            }
        }
        return new Selection<>(window, bad);
    }

    private static <I, O> List<ShownOperation<I, O>> window(List<ShownOperation<I, O>> all, Set<Identity> culprits) {
        if (all.size() <= OPERATIONS_MAX) {
            return all;
        }
        int first = 0;
        while (first < all.size()
                && !culprits.isEmpty()
                && !culprits.contains(Identity.in(all.get(first).operation()))) {
            first++;
        }
        int from = Math.max(0, Math.min(first - OPERATIONS_MAX / 2, all.size() - OPERATIONS_MAX));
        int to = from + OPERATIONS_MAX - culprits.size();
        List<ShownOperation<I, O>> window = new ArrayList<>(all.subList(from, to));
        // Why not only the window: the counterexample must be shown even if its operations are far apart.
        for (int i = 0; i < all.size() && window.size() < OPERATIONS_MAX && !culprits.isEmpty(); i++) {
            if ((i < from || i >= to)
                    && culprits.contains(Identity.in(all.get(i).operation()))) {
                window.add(all.get(i));
            }
        }
        window.sort(Comparator.comparingLong(shown -> shown.operation().call()));
        return window;
    }
}
