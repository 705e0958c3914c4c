package dev.latchkey.check.report;

import dev.latchkey.check.Checker;
import dev.latchkey.check.Limits;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Order;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.History;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The place of each operation in the order of its key, from 1.
 *
 * @param places of those that have one
 * @param note in words
 */
record OrderFound(IdentityHashMap<Operation<?, ?>, Integer> places, String note) {

    /** Of all keys if the history is in order; else of the part that is not, as far as one was found. */
    static <S, I, O> OrderFound of(History<S, I, O> history, Verdict verdict, Limits limits) {
        IdentityHashMap<Operation<?, ?>, Integer> places = new IdentityHashMap<>();
        if (verdict instanceof Verdict.Unknown) {
            return new OrderFound(places, "The check was not finished, so no order is shown.");
        }
        if (history.size() > Selection.OPERATIONS_MAX) {
            return new OrderFound(places, "The order is left out: the history is too long for that.");
        }
        Checker<S, I, O> checker = new Checker<>(history.model(), limits);
        if (verdict instanceof Verdict.Illegal illegal) {
            List<Operation<I, O>> part = history.parts().getOrDefault(String.valueOf(illegal.part()), List.of());
            Order<I, O> order = checker.order(illegal.part() == null ? history.operations() : part);
            number(order, places);
            return new OrderFound(
                    places,
                    "The numbers are the longest order that was found, of "
                            + order.operations().size()
                            + " operations; those of this key without a number do not go on from there.");
        }
        history.parts().values().forEach(part -> number(checker.order(part), places));
        return new OrderFound(
                places,
                "The numbers are an order in which one store alone would have answered so"
                        + (history.parts().size() > 1 ? ", for each key on its own." : "."));
    }

    private static <I, O> void number(Order<I, O> order, IdentityHashMap<Operation<?, ?>, Integer> places) {
        int place = 0;
        for (Operation<I, O> operation : order.operations()) {
            places.put(operation, ++place);
        }
    }
}
