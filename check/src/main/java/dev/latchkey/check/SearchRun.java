package dev.latchkey.check;

import dev.latchkey.check.Judge.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One search: places one operation after another, always one that was called before the first end that is left, and takes the last
 * one back where an end is reached that cannot be passed. An operation without an end need not be placed.
 */
final class SearchRun<S, I, O> {

    /** How many steps may pass between two looks at the clock. */
    private static final int STEPS_UNWATCHED_MAX = 256;

    /** How many questions to the model: where a state is a set, one takes as long as many steps. */
    private static final int QUESTIONS_UNWATCHED_MAX = 16;

    private final Model<S, I, O> model;
    private final Budget budget;
    private final EntryList<I, O> entries;
    private final StateTable<S> states;
    private final StepTable steps = new StepTable();
    private final SeenTable seen = new SeenTable();
    private final Placed placed;
    private final int[] path;
    private final int[] statesBefore;
    private final BitSet reached = new BitSet();
    private int reachedMax;
    private int depth;
    private int closedLeft;
    private int state;
    private int[] longest = new int[0];
    private int questions;
    private boolean late;

    SearchRun(Model<S, I, O> model, List<Operation<I, O>> history, Budget budget) {
        this.model = model;
        this.budget = budget;
        entries = new EntryList<>(history);
        states = new StateTable<>(model);
        placed = new Placed(entries.closed(), entries.size());
        path = new int[entries.size()];
        statesBefore = new int[entries.size()];
        closedLeft = entries.closed();
        state = states.number(model.initial());
    }

    Answer run() {
        int entry = entries.first();
        for (long turn = 1; closedLeft > 0 || collect(); turn++) {
            if (late || (turn % STEPS_UNWATCHED_MAX == 0 && (budget.over() || budget.full(bytes())))) {
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

    /** Whether the search goes on although all operations that have an end are placed. */
    private boolean collect() {
        if (reachedMax > 0) {
            reached.set(state);
        }
        return reached.cardinality() < reachedMax;
    }

    /**
     * All states that may be there when every operation that has an end was done; none if there may be {@code max} or more, or if
     * the budget is spent.
     */
    List<S> reachable(int max) {
        reachedMax = max;
        boolean all = run() == Answer.ILLEGAL;
        return all ? reached.stream().mapToObj(states::get).toList() : List.of();
    }

    /** One that need not be placed and changes nothing is left out. */
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
        if (number == StepTable.NOT_ASKED) {
            Operation<I, O> asked = entries.operation(operation);
            @Nullable S after = model.step(states.get(state), asked.input(), asked.output());
            number = after == null ? StepTable.IMPOSSIBLE : states.number(after);
            steps.put(state, operation, number);
            late |= ++questions % QUESTIONS_UNWATCHED_MAX == 0 && budget.late();
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

    /** The order of all operations that have an end, or the longest that was found. */
    List<Operation<I, O>> longest() {
        int[] order = closedLeft == 0 || depth > longest.length ? Arrays.copyOf(path, depth) : longest;
        List<Operation<I, O>> operations = new ArrayList<>();
        for (int operation : order) {
            operations.add(entries.operation(operation));
        }
        return operations;
    }
}
