package dev.latchkey.check.report;

import dev.latchkey.check.Operation;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.History;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The operations that a report shows, ordered by the time of their call.
 *
 * @param shown the operations
 * @param bad the indexes in {@code shown} of the operations of the counterexample
 * @param related the indexes in {@code shown} of the other operations that the explanation mentions
 */
record Selection<I, O>(List<ShownOperation<I, O>> shown, List<Integer> bad, List<Integer> related) {

    /** The maximum number of operations: larger files are too slow in a browser. */
    static final int OPERATIONS_MAX = 100_000;

    /** The maximum number of operations of the counterexample that are marked. Leaves space for the operations around them. */
    static final int CULPRITS_MAX = 1_000;

    /** The maximum number of other operations that are marked. */
    private static final int RELATED_MAX = 100;

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
        Set<Identity> culprits = Set.of();
        Set<Identity> mentioned = Set.of();
        if (verdict instanceof Verdict.Illegal illegal) {
            culprits = last(illegal.counterexample().operations(), CULPRITS_MAX);
            mentioned = last(illegal.counterexample().related(), RELATED_MAX);
        }
        Set<Identity> kept = new HashSet<>(culprits);
        kept.addAll(mentioned);
        List<ShownOperation<I, O>> window = window(all, kept);
        return new Selection<>(window, indexes(window, culprits), indexes(window, mentioned));
    }

    private static Set<Identity> last(List<? extends Operation<?, ?>> operations, int max) {
        return operations.stream()
                .sorted(Comparator.comparingLong(Operation::call))
                .skip(Math.max(0, operations.size() - max))
                .map(Identity::in)
                .collect(Collectors.toSet());
    }

    private static <I, O> List<Integer> indexes(List<ShownOperation<I, O>> window, Set<Identity> wanted) {
        return IntStream.range(0, window.size())
                .filter(i -> wanted.contains(Identity.in(window.get(i).operation())))
                .boxed()
                .toList();
    }

    /** Returns the index of an operation of the counterexample or one related to it; -1 if it is not shown. */
    int indexOf(Operation<?, ?> operation) {
        Identity wanted = Identity.in(operation);
        return Stream.concat(bad.stream(), related.stream())
                .filter(i -> Identity.in(shown.get(i).operation()).equals(wanted))
                .findFirst()
                .orElse(-1);
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
