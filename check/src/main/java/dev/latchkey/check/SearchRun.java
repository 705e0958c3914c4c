package dev.latchkey.check;

import dev.latchkey.check.Judge.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One backtracking search. It places operations one after another, each called no later than the earliest remaining end. If it
 * reaches an end whose operation cannot be placed, it takes back the last operation. Open operations need not be placed.
 */
final class SearchRun<S, I, O> {

    /** The budget is checked after this many steps. */
    private static final int STEPS_PER_CHECK = 256;

    /** The deadline is checked after this many calls of the model, which can be much slower than a step if a state is a set. */
    private static final int MODEL_CALLS_PER_CHECK = 16;

    private final Model<S, I, O> model;
    private final Budget budget;
    private final EntryList<I, O> entries;
    private final StateTable<S> states;
    private final StepTable steps = new StepTable();
    private final SeenTable seen = new SeenTable();
    private final PlacedSet placed;
    private final int[] path;
    private final int[] statesBefore;
    private final BitSet reached = new BitSet();
    private int reachedMax;
    private int depth;
    private int closedLeft;
    private int state;
    private int[] longest = new int[0];
    private int modelCalls;
    private boolean late;

    SearchRun(Model<S, I, O> model, List<Operation<I, O>> history, Budget budget) {
        this.model = model;
        this.budget = budget;
        entries = new EntryList<>(history);
        states = new StateTable<>(model);
        placed = new PlacedSet(entries.closed(), entries.size());
        path = new int[entries.size()];
        statesBefore = new int[entries.size()];
        closedLeft = entries.closed();
        state = states.number(model.initial());
    }

    Answer run() {
        int entry = entries.first();
        for (long step = 1; closedLeft > 0 || collectState(); step++) {
            if (late || (step % STEPS_PER_CHECK == 0 && (budget.over() || budget.full(bytes())))) {
                return Answer.UNKNOWN;
            }
            if (entries.isCall(entry)) {
                entry = place(entry) ? entries.first() : entries.after(entry);
            } else if (depth == 0) {
                return Answer.ILLEGAL;
            } else {
                entry = entries.after(takeBack());
            }
        }
        return Answer.LEGAL;
    }

    /** Records the current state if states are collected. Returns whether the search must go on to find more of them. */
    private boolean collectState() {
        if (reachedMax > 0) {
            reached.set(state);
        }
        return reached.cardinality() < reachedMax;
    }

    /**
     * Returns all states that are possible once every closed operation has taken effect. Empty if there are {@code max} or more
     * of them, or if the budget is exhausted.
     */
    List<S> reachable(int max) {
        reachedMax = max;
        boolean all = run() == Answer.ILLEGAL;
        return all ? reached.stream().mapToObj(states::get).toList() : List.of();
    }

    /** Skips an open operation that does not change the state. */
    private boolean place(int operation) {
        int number = after(operation);
        if (number < 0 || (number == state && operation >= entries.closed())) {
            return false;
        }
        placed.add(operation);
        if (!seen.add(placed, number)) {
            placed.remove(operation);
            return false;
        }
        entries.lift(operation);
        path[depth] = operation;
        statesBefore[depth] = state;
        depth++;
        closedLeft -= operation < entries.closed() ? 1 : 0;
        state = number;
        return true;
    }

    private int after(int operation) {
        int number = steps.get(state, operation);
        if (number == StepTable.NOT_COMPUTED) {
            Operation<I, O> next = entries.operation(operation);
            @Nullable S after = model.step(states.get(state), next.input(), next.output());
            number = after == null ? StepTable.IMPOSSIBLE : states.number(after);
            steps.put(state, operation, number);
            late |= ++modelCalls % MODEL_CALLS_PER_CHECK == 0 && budget.late();
        }
        return number;
    }

    private long bytes() {
        return states.bytes() + steps.bytes() + seen.bytes();
    }

    private int takeBack() {
        if (depth > longest.length) {
            longest = Arrays.copyOf(path, depth);
        }
        depth--;
        int operation = path[depth];
        state = statesBefore[depth];
        closedLeft += operation < entries.closed() ? 1 : 0;
        placed.remove(operation);
        entries.putBack(operation);
        return operation;
    }

    /** Returns an order of all closed operations, or the longest order found. */
    List<Operation<I, O>> longest() {
        int[] order = closedLeft == 0 || depth > longest.length ? Arrays.copyOf(path, depth) : longest;
        List<Operation<I, O>> operations = new ArrayList<>();
        for (int operation : order) {
            operations.add(entries.operation(operation));
        }
        return operations;
    }
}
