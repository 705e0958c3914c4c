package dev.latchkey.check;

import dev.latchkey.check.Engine.Answer;
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

    private final Model<S, I, O> model;
    private final Engine<I, O> engine;
    private final Budget budget;

    Minimizer(Model<S, I, O> model, Budget budget) {
        this.model = model;
        this.engine = model.engine();
        this.budget = budget;
    }

    /** Of a history that is not linearizable. If the budget ends, the counterexample is not minimal, and says so. */
    Counterexample counterexample(List<Operation<I, O>> history) {
        long end = firstBadEnd(history);
        List<Operation<I, O>> prefix = until(history, end);
        List<Operation<I, O>> core = core(prefix);
        Order<I, O> good = engine.order(beforeThe(prefix, end), budget.brief());
        Operation<I, O> misfit = core.stream()
                .filter(operation -> operation.end() == end)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the last operation must be part of the contradiction"));
        return new Counterexample(List.copyOf(core), new Story<>(model).tell(misfit, good, core));
    }

    /** The first end until which the history is not linearizable. */
    private long firstBadEnd(List<Operation<I, O>> history) {
        long[] ends = history.stream()
                .mapToLong(Operation::end)
                .filter(end -> end != Operation.OPEN)
                .sorted()
                .distinct()
                .toArray();
        int low = 0;
        int high = ends.length - 1;
        while (low < high) {
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
    private List<Operation<I, O>> core(List<Operation<I, O>> prefix) {
        List<Operation<I, O>> loose = new ArrayList<>(prefix);
        boolean[] free = new boolean[prefix.size()];
        for (int size = prefix.size(); size > 0; size = size == 1 ? 0 : (size + 1) / 2) {
            for (int from = 0; from < free.length; from += size) {
                int to = Math.min(free.length, from + size);
                if (!allFree(free, from, to)) {
                    tryToFree(loose, free, from, to);
                }
            }
        }
        return IntStream.range(0, free.length)
                .filter(i -> !free[i])
                .mapToObj(prefix::get)
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

    private void tryToFree(List<Operation<I, O>> loose, boolean[] free, int from, int to) {
        List<Operation<I, O>> before = new ArrayList<>(loose.subList(from, to));
        for (int i = from; i < to; i++) {
            loose.set(i, open(loose.get(i), Long.MIN_VALUE));
        }
        if (engine.judge(loose, budget.brief()) == Answer.ILLEGAL) {
            Arrays.fill(free, from, to, true);
        } else {
            for (int i = from; i < to; i++) {
                loose.set(i, before.get(i - from));
            }
        }
    }
}
