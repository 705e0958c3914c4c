package dev.latchkey.check;

import dev.latchkey.check.Judge.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reduces a history that is not linearizable to a minimal set of contradicting operations (delta debugging).
 *
 * <p>First it drops everything after the earliest end up to which the history is not linearizable. Then it frees operations,
 * first many at a time, then one by one. A freed operation may take effect at any time, or never. Freeing can only make a history
 * linearizable, so if it still is not, the remaining operations are the cause. (Removing operations instead would create new
 * contradictions, such as a read of a value that no operation wrote.)
 */
final class Minimizer<S, I, O> {

    /** A later starting point is used only if fewer states than this are possible there: more would make a poor explanation. */
    private static final int STATES_MAX = 8;

    /** A counterexample of at most this many operations is small enough. */
    private static final int FEW = 10;

    /** How many ends the first attempt to drop the beginning keeps; a power of two. */
    private static final int KEPT_MAX = 16;

    /** After this many undecided runs, the remaining operations are kept. */
    private static final int UNDECIDED_MAX = 10;

    private final Model<S, I, O> model;
    private final Judge<I, O> engine;
    private final Budget budget;
    private int undecided;

    Minimizer(Model<S, I, O> model, Budget budget) {
        this.model = model;
        this.engine = model.engine();
        this.budget = budget;
    }

    /** Returns a counterexample of a non-linearizable history. It may not be minimal if the budget runs out. */
    Counterexample counterexample(List<Operation<I, O>> history) {
        Optional<Contradiction<I, O>> known = model.contradiction(history);
        return known.isPresent() && isConfirmed(known.get(), history) ? told(known.get(), history) : searched(history);
    }

    /** Returns whether the engine agrees that the operations contradict each other, alone and with all others freed. */
    private boolean isConfirmed(Contradiction<I, O> found, List<Operation<I, O>> history) {
        List<Operation<I, O>> needed = found.needed();
        return engine.judge(needed, budget.brief(history.size())) == Answer.ILLEGAL
                && judgeFreed(history, needed, found) != Answer.LEGAL;
    }

    /** Checks the needed operations, together with all others that can matter, which are freed. */
    private Answer judgeFreed(List<Operation<I, O>> history, List<Operation<I, O>> needed, Contradiction<I, O> found) {
        long until = found.until();
        Set<Operation<I, O>> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        kept.addAll(needed);
        List<Operation<I, O>> freed = history.stream()
                .filter(operation ->
                        kept.contains(operation) || (operation.call() <= until && operation.end() >= found.since()))
                .map(operation -> kept.contains(operation) ? operation : open(operation, Long.MIN_VALUE))
                .toList();
        return engine.judge(freed, budget.brief(freed.size()));
    }

    /** Returns the counterexample of a contradiction that the model has found, without operations that turn out as unneeded. */
    private Counterexample told(Contradiction<I, O> found, List<Operation<I, O>> history) {
        List<Operation<I, O>> needed = found.needed();
        for (int i = needed.size() - 1; i >= 0; i--) {
            List<Operation<I, O>> fewer = new ArrayList<>(needed);
            fewer.remove(i);
            if (!fewer.isEmpty() && !budget.late() && judgeFreed(history, fewer, found) == Answer.ILLEGAL) {
                needed = fewer;
            }
        }
        List<Operation<I, O>> related = new ArrayList<>(found.needed());
        found.reasons().forEach(reason -> related.addAll(reason.operations()));
        List<Operation<I, O>> core = byCall(needed);
        related.removeIf(core::contains);
        return new Counterexample(
                List.copyOf(core), List.copyOf(byCall(related)), found.until(), new Explainer<>(model).explain(found));
    }

    private static <I, O> List<Operation<I, O>> byCall(List<Operation<I, O>> operations) {
        return operations.stream()
                .distinct()
                .sorted(Comparator.comparingLong(Operation::call))
                .toList();
    }

    private Counterexample searched(List<Operation<I, O>> history) {
        long end = firstBadEnd(history);
        List<Operation<I, O>> prefix = until(history, end);
        Core<I, O> found = smallest(prefix);
        List<Operation<I, O>> core = found.operations();
        Operation<I, O> misfit = core.stream()
                .filter(operation -> operation.end() != Operation.OPEN)
                .max(Comparator.comparingLong(Operation::end))
                .orElseThrow(() -> new IllegalStateException("a counterexample without an operation that has ended"));
        // Why not the end found first: an undecided run may have hidden an earlier one.
        Order<I, O> good = engine.order(beforeThe(prefix, misfit.end()), budget.brief(prefix.size()));
        List<Operation<I, O>> recorded = asRecorded(core, history);
        return new Counterexample(
                List.copyOf(recorded),
                List.of(),
                misfit.end(),
                new Explainer<>(model).explain(misfit, good, found.start(), recorded));
    }

    /** Returns the operations with the ends that they have in the history, for those that ended after the contradiction. */
    private static <I, O> List<Operation<I, O>> asRecorded(List<Operation<I, O>> core, List<Operation<I, O>> history) {
        List<Operation<I, O>> left = new ArrayList<>(history);
        List<Operation<I, O>> recorded = new ArrayList<>();
        for (Operation<I, O> operation : core) {
            int at = 0;
            while (!isSame(operation, left.get(at))) {
                at++;
            }
            recorded.add(left.remove(at));
        }
        return recorded;
    }

    private static <I, O> boolean isSame(Operation<I, O> operation, Operation<I, O> recorded) {
        return operation.equals(recorded)
                || (operation.end() == Operation.OPEN && operation.equals(open(recorded, recorded.call())));
    }

    /** Contradicting operations, and a sentence about the state they start from; empty if that is the initial state. */
    private record Core<I, O>(String start, List<Operation<I, O>> operations) {}

    /** Prefers the earliest starting point that leaves few operations, which explains most; otherwise the fewest operations. */
    private Core<I, O> smallest(List<Operation<I, O>> prefix) {
        long[] ends = ends(prefix);
        boolean any = ends.length > KEPT_MAX && engine.needsSearch(prefix, budget.brief(prefix.size()));
        Core<I, O> best = any ? new Core<>("", prefix) : new Core<>("", core(engine, prefix));
        for (int kept = KEPT_MAX; any && kept > 1 && best.operations().size() > FEW && !budget.late(); kept /= 2) {
            Core<I, O> later = coreAfter(ends[ends.length - kept], prefix);
            best = later.operations().size() < best.operations().size() ? later : best;
        }
        return best.operations().equals(prefix) ? new Core<>("", core(engine, prefix)) : best;
    }

    /**
     * Returns the core of the operations that ended after {@code cut}, starting from any state that was possible then; the whole
     * prefix if they do not contradict each other. Operations in flight at {@code cut} may take effect after it, or never.
     */
    private Core<I, O> coreAfter(long cut, List<Operation<I, O>> prefix) {
        List<S> states = new SearchRun<>(model, until(prefix, cut), budget.brief(prefix.size())).reachable(STATES_MAX);
        StartingAt<S, I, O> later = new StartingAt<>(model, states);
        List<Operation<I, O>> rest = prefix.stream()
                .filter(operation -> operation.end() > cut)
                .map(operation -> operation.call() > cut ? operation : open(operation, operation.call()))
                .toList();
        Judge<I, O> judge = Judge.search(later);
        return !states.isEmpty() && judge.judge(rest, budget.brief(rest.size())) == Answer.ILLEGAL
                ? new Core<>(
                        "Before these operations the state was: " + later.describe(states) + ".", core(judge, rest))
                : new Core<>("", prefix);
    }

    private static <I, O> long[] ends(List<Operation<I, O>> history) {
        return history.stream()
                .mapToLong(Operation::end)
                .filter(end -> end != Operation.OPEN)
                .sorted()
                .distinct()
                .toArray();
    }

    /** Returns the earliest end such that the history up to it is not linearizable. */
    private long firstBadEnd(List<Operation<I, O>> history) {
        long[] ends = ends(history);
        int low = 0;
        int high = ends.length - 1;
        while (low < high && !budget.late()) {
            int middle = (low + high) >>> 1;
            if (engine.judge(until(history, ends[middle]), budget) == Answer.ILLEGAL) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return ends[high];
    }

    /** Returns the operations called up to {@code end}; those that ended later become open. */
    private static <I, O> List<Operation<I, O>> until(List<Operation<I, O>> history, long end) {
        return history.stream()
                .filter(operation -> operation.call() <= end)
                .map(operation -> operation.end() <= end ? operation : open(operation, operation.call()))
                .sorted(Comparator.comparingLong(Operation::call))
                .toList();
    }

    private static <I, O> List<Operation<I, O>> beforeThe(List<Operation<I, O>> history, long end) {
        return history.stream()
                .map(operation -> operation.end() < end ? operation : open(operation, operation.call()))
                .toList();
    }

    private static <I, O> Operation<I, O> open(Operation<I, O> operation, long call) {
        return new Operation<>(operation.client(), operation.input(), operation.output(), call, Operation.OPEN);
    }

    /** Returns a minimal set of operations that still contradict each other when all others are freed. */
    private List<Operation<I, O>> core(Judge<I, O> judge, List<Operation<I, O>> history) {
        List<Operation<I, O>> loose = new ArrayList<>(history);
        undecided = 0;
        boolean[] free = new boolean[loose.size()];
        freeAllBut(judge.conflict(history, budget.brief(loose.size())), judge, loose, free);
        for (int size = free.length; size > 0; size = size == 1 ? 0 : (size + 1) / 2) {
            for (int from = 0; from < free.length; from += size) {
                int to = Math.min(free.length, from + size);
                if (undecided < UNDECIDED_MAX && !allFree(free, from, to) && !budget.late()) {
                    tryToFree(judge, loose, free, from, to);
                }
            }
        }
        return IntStream.range(0, free.length)
                .filter(i -> !free[i])
                .mapToObj(loose::get)
                .toList();
    }

    /** Starts from the conflict that the algorithm found, if there is one. */
    private void freeAllBut(
            List<Operation<I, O>> conflict, Judge<I, O> judge, List<Operation<I, O>> loose, boolean[] free) {
        if (conflict.isEmpty()) {
            return;
        }
        Set<Operation<I, O>> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        kept.addAll(conflict);
        List<Operation<I, O>> freed = new ArrayList<>(loose);
        freed.replaceAll(operation -> kept.contains(operation) ? operation : open(operation, Long.MIN_VALUE));
        if (judge.judge(freed, budget.brief(freed.size())) == Answer.ILLEGAL) {
            for (int i = 0; i < free.length; i++) {
                free[i] = !kept.contains(loose.get(i));
            }
            Collections.copy(loose, freed);
        }
    }

    private static boolean allFree(boolean[] free, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!free[i]) {
                return false;
            }
        }
        return true;
    }

    private void tryToFree(Judge<I, O> judge, List<Operation<I, O>> loose, boolean[] free, int from, int to) {
        List<Operation<I, O>> before = new ArrayList<>(loose.subList(from, to));
        loose.subList(from, to).replaceAll(operation -> open(operation, Long.MIN_VALUE));
        Answer answer = judge.judge(loose, budget.brief(loose.size()));
        undecided += answer == Answer.UNKNOWN ? 1 : 0;
        if (answer == Answer.ILLEGAL) {
            Arrays.fill(free, from, to, true);
        } else {
            for (int i = from; i < to; i++) {
                loose.set(i, before.get(i - from));
            }
        }
    }
}
