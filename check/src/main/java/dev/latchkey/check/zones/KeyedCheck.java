package dev.latchkey.check.zones;

import dev.latchkey.check.Budget;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Order;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Checks the operations on each key separately.
 *
 * @param check returns the algorithm for the operations on one key
 * @param search finds an order of operations on several keys
 */
record KeyedCheck<I, O>(
        Function<I, ?> key, Function<List<Operation<I, O>>, ? extends Judge<I, O>> check, Judge<I, O> search)
        implements Judge<I, O> {

    @Override
    public Answer judge(List<Operation<I, O>> history, Budget budget) {
        Answer all = Answer.LEGAL;
        for (List<Operation<I, O>> part : byKey(history)) {
            Answer answer = check.apply(part).judge(part, budget);
            if (answer == Answer.ILLEGAL) {
                return answer;
            }
            all = answer == Answer.UNKNOWN ? answer : all;
        }
        return all;
    }

    @Override
    public List<Operation<I, O>> conflict(List<Operation<I, O>> history, Budget budget) {
        for (List<Operation<I, O>> part : byKey(history)) {
            List<Operation<I, O>> conflict = check.apply(part).conflict(part, budget);
            if (!conflict.isEmpty()) {
                return conflict;
            }
        }
        return List.of();
    }

    @Override
    public boolean needsSearch(List<Operation<I, O>> history, Budget budget) {
        return byKey(history).stream().anyMatch(part -> check.apply(part).needsSearch(part, budget));
    }

    @Override
    public Order<I, O> order(List<Operation<I, O>> history, Budget budget) {
        List<List<Operation<I, O>>> parts = byKey(history);
        return parts.size() == 1 ? check.apply(history).order(history, budget) : search.order(history, budget);
    }

    private List<List<Operation<I, O>>> byKey(List<Operation<I, O>> history) {
        Map<Object, List<Operation<I, O>>> parts = new LinkedHashMap<>();
        for (Operation<I, O> operation : history) {
            parts.computeIfAbsent(key.apply(operation.input()), ignored -> new ArrayList<>())
                    .add(operation);
        }
        return new ArrayList<>(parts.values());
    }
}
