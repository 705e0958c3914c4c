package dev.latchkey.check;

import dev.latchkey.check.Judge.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds the fewest operations of a history that cannot be put in order (delta debugging). First all that happened after the first
 * end that cannot be passed is cut off, then operations are freed, many at once and then one by one: a free operation was done at
 * any time, or never. That can only help, so what is still impossible is so because of those that are left. (To leave operations
 * out instead would make everything impossible: a read of a value that nobody wrote.)
 */
final class Minimizer<S, I, O> {

    /** From how many states on a later start is not worth its words. */
    private static final int STATES_MAX = 8;

    /** A counterexample of no more operations is small enough. */
    private static final int FEW = 10;

    /** How many ends are kept at first if the beginning is cut off; a power of two. */
    private static final int KEPT_MAX = 16;

    /** After so many questions that were too hard the rest of the operations stays. */
    private static final int HARD_MAX = 10;

    private final Model<S, I, O> model;
    private final Judge<I, O> engine;
    private final Budget budget;
    private int hard;

    Minimizer(Model<S, I, O> model, Budget budget) {
        this.model = model;
        this.engine = model.engine();
        this.budget = budget;
    }

    /** Of a history that is not linearizable. If the budget ends, the counterexample may not be minimal. */
    Counterexample counterexample(List<Operation<I, O>> history) {
        long end = firstBadEnd(history);
        List<Operation<I, O>> prefix = until(history, end);
        Core<I, O> found = smallest(prefix);
        List<Operation<I, O>> core = found.operations();
        Operation<I, O> misfit = core.stream()
                .filter(operation -> operation.end() != Operation.OPEN)
                .max(Comparator.comparingLong(Operation::end))
                .orElseThrow(() -> new IllegalStateException("only operations that have ended contradict each other"));
        // Why: a question that was too hard may have hidden an earlier end.
        Order<I, O> good = engine.order(beforeThe(prefix, misfit.end()), budget.brief(prefix.size()));
        return new Counterexample(List.copyOf(core), new Story<>(model).tell(misfit, good, found.start(), core));
    }

    /** Operations that contradict each other from a start on; the start in words, empty if it is that of the history. */
    private record Core<I, O>(String start, List<Operation<I, O>> operations) {}

    /** From as early a start as leaves few operations, since that says most; else as few as can be. */
    private Core<I, O> smallest(List<Operation<I, O>> prefix) {
        long[] ends = ends(prefix);
        boolean any = engine instanceof Search && ends.length > KEPT_MAX;
        Core<I, O> best = any ? new Core<>("", prefix) : new Core<>("", core(engine, prefix));
        for (int kept = KEPT_MAX; any && kept > 1 && best.operations().size() > FEW && !budget.late(); kept /= 2) {
            Core<I, O> later = coreAfter(ends[ends.length - kept], prefix);
            best = later.operations().size() < best.operations().size() ? later : best;
        }
        return best.operations().equals(prefix) ? new Core<>("", core(engine, prefix)) : best;
    }

    /**
     * Of the operations that ended after {@code cut}, from any state that may have been there then; all if they do not contradict
     * each other. What was under way then may be done after it, or not.
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
                ? new Core<>("At " + cut + " the state was: " + later.describe(states) + ".", core(judge, rest))
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

    /** The first end until which the history is not linearizable. */
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

    /** What was called until {@code end}; what ended later has no end. */
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

    /** Those that cannot all be kept, of which each one must be. */
    private List<Operation<I, O>> core(Judge<I, O> judge, List<Operation<I, O>> history) {
        List<Operation<I, O>> loose = new ArrayList<>(history);
        hard = 0;
        boolean[] free = new boolean[loose.size()];
        for (int size = free.length; size > 0; size = size == 1 ? 0 : (size + 1) / 2) {
            for (int from = 0; from < free.length; from += size) {
                int to = Math.min(free.length, from + size);
                if (hard < HARD_MAX && !allFree(free, from, to) && !budget.late()) {
                    tryToFree(judge, loose, free, from, to);
                }
            }
        }
        return IntStream.range(0, free.length)
                .filter(i -> !free[i])
                .mapToObj(loose::get)
                .toList();
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
        hard += answer == Answer.UNKNOWN ? 1 : 0;
        if (answer == Answer.ILLEGAL) {
            Arrays.fill(free, from, to, true);
        } else {
            for (int i = from; i < to; i++) {
                loose.set(i, before.get(i - from));
            }
        }
    }
}
