package dev.latchkey.check;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Validates the order found for a history. */
public final class Orders {

    private Orders() {}

    /** Returns what is wrong with an order; null if it is valid. */
    public static <S, I, O> @Nullable String fault(
            Model<S, I, O> model, List<Operation<I, O>> history, List<Operation<I, O>> order) {
        IdentityHashMap<Operation<I, O>, Boolean> placed = new IdentityHashMap<>();
        S state = model.initial();
        long latestCall = Long.MIN_VALUE;
        for (Operation<I, O> operation : order) {
            @Nullable S after = model.step(state, operation.input(), operation.output());
            if (after == null) {
                return operation + " is not possible in state " + model.describe(state);
            }
            if (operation.end() < latestCall) {
                return operation + " ended before an operation that precedes it was called";
            }
            if (placed.put(operation, true) != null) {
                return operation + " occurs twice";
            }
            state = after;
            latestCall = Math.max(latestCall, operation.call());
        }
        if (!new HashSet<>(history).containsAll(order)) {
            return "an operation is not in the history";
        }
        return history.stream()
                        .allMatch(operation -> operation.end() == Operation.OPEN || placed.containsKey(operation))
                ? null
                : "an operation that ended is missing";
    }
}
