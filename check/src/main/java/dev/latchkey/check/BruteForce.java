package dev.latchkey.check;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a short history by trying every order. Serves as the oracle for the other checking algorithms, so it is kept simple and
 * shares no code with them.
 */
record BruteForce<S, I, O>(Model<S, I, O> model) implements Judge<I, O> {

    private static final int OPERATIONS_MAX = 10;

    @Override
    public Answer judge(List<Operation<I, O>> history, Budget budget) {
        return order(history, budget).complete() ? Answer.LEGAL : Answer.ILLEGAL;
    }

    @Override
    public Order<I, O> order(List<Operation<I, O>> history, Budget budget) {
        if (history.size() > OPERATIONS_MAX) {
            throw new IllegalArgumentException(
                    "brute force supports at most " + OPERATIONS_MAX + " operations, not " + history.size());
        }
        Deque<Operation<I, O>> order = new ArrayDeque<>();
        boolean complete = place(model.initial(), history, (1 << history.size()) - 1, order);
        return new Order<>(List.copyOf(order), complete);
    }

    /** Returns whether the operations whose bits are set in {@code left} can come next, and if so adds them to {@code order}. */
    private boolean place(S state, List<Operation<I, O>> history, int left, Deque<Operation<I, O>> order) {
        long firstEnd = Operation.OPEN;
        for (int i = 0; i < history.size(); i++) {
            firstEnd = (left >> i & 1) == 1 ? Math.min(firstEnd, history.get(i).end()) : firstEnd;
        }
        if (firstEnd == Operation.OPEN) {
            return true;
        }
        for (int i = 0; i < history.size(); i++) {
            Operation<I, O> next = history.get(i);
            if ((left >> i & 1) == 1 && next.call() <= firstEnd) {
                @Nullable S after = model.step(state, next.input(), next.output());
                if (after != null && place(after, history, left & ~(1 << i), order)) {
                    order.addFirst(next);
                    return true;
                }
            }
        }
        return false;
    }
}
