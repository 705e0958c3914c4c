package dev.latchkey.check.report;

import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Checker;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Order;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.History;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The position of each operation in the order of its key, from 1.
 *
 * @param places the positions; operations without one are not contained
 * @param note an explanation of the positions for the reader of the report
 */
record OrderFound(IdentityHashMap<Operation<?, ?>, Integer> places, String note) {

    /** Returns the orders of all keys if the history is linearizable; otherwise the longest order of the part that is not. */
    static <S, I, O> OrderFound of(History<S, I, O> history, Verdict verdict, CheckLimits limits) {
        IdentityHashMap<Operation<?, ?>, Integer> places = new IdentityHashMap<>();
        if (verdict instanceof Verdict.Unknown) {
            return new OrderFound(places, "The check did not finish, so no order is shown.");
        }
        if (history.size() > Selection.OPERATIONS_MAX) {
            return new OrderFound(places, "The history is too long to show an order.");
        }
        Checker<S, I, O> checker = new Checker<>(history.model(), limits);
        if (verdict instanceof Verdict.Illegal illegal) {
            List<Operation<I, O>> part = history.parts().getOrDefault(String.valueOf(illegal.part()), List.of());
            Order<I, O> order = checker.order(illegal.part() == null ? history.operations() : part);
            number(order, places);
            return new OrderFound(
                    places,
                    "The numbers show the longest order found, with "
                            + order.operations().size()
                            + (order.operations().size() == 1 ? " operation" : " operations")
                            + "; no other operation of this key can follow.");
        }
        history.parts().values().forEach(part -> number(checker.order(part), places));
        return new OrderFound(
                places,
                "The numbers show an order in which executing the operations one at a time gives the same results"
                        + (history.parts().size() > 1 ? ", for each key separately." : "."));
    }

    private static <I, O> void number(Order<I, O> order, IdentityHashMap<Operation<?, ?>, Integer> places) {
        int place = 0;
        for (Operation<I, O> operation : order.operations()) {
            places.put(operation, ++place);
        }
    }
}
