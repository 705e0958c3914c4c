package dev.latchkey.check.zones;

import dev.latchkey.check.Budget;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Order;
import java.util.List;

/**
 * Checks histories without a search, in nearly linear time, if their results tell which operations must be adjacent. Otherwise it
 * falls back to the search.
 *
 * @param grouping groups the operations into zones
 */
record ZoneCheck<I, O>(Grouping<I, O> grouping, Judge<I, O> search) implements Judge<I, O> {

    /** Groups the operations of a history. */
    interface Grouping<I, O> {

        /** Returns the zones; they are ambiguous if the budget is exhausted. */
        Zones<I, O> zones(List<Operation<I, O>> history, Budget budget);
    }

    @Override
    public Answer judge(List<Operation<I, O>> history, Budget budget) {
        Zones<I, O> zones = grouping.zones(history, budget);
        if (zones.isAmbiguous()) {
            return budget.isExhausted() ? Answer.UNKNOWN : search.judge(history, budget);
        }
        return zones.clash().isEmpty() ? Answer.LEGAL : Answer.ILLEGAL;
    }

    @Override
    public List<Operation<I, O>> conflict(List<Operation<I, O>> history, Budget budget) {
        Zones<I, O> zones = grouping.zones(history, budget);
        return zones.isAmbiguous() ? List.of() : zones.clash();
    }

    @Override
    public boolean needsSearch(List<Operation<I, O>> history, Budget budget) {
        return grouping.zones(history, budget).isAmbiguous();
    }

    @Override
    public Order<I, O> order(List<Operation<I, O>> history, Budget budget) {
        Zones<I, O> zones = grouping.zones(history, budget);
        return !zones.isAmbiguous() && zones.clash().isEmpty()
                ? new Order<>(zones.order(), true)
                : search.order(history, budget);
    }
}
