package dev.latchkey.check.model;

import dev.latchkey.check.Budget;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Order;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks histories of a versioned key without a search, in nearly linear time. The results name the versions, so the order of the
 * versions is known and only a time for each has to be found. If writes with an unknown result allow several orders of the
 * versions, this falls back to the search.
 */
record VersionedCheck(VersionedState initial, Judge<VersionedInput, VersionedOutput> search)
        implements Judge<VersionedInput, VersionedOutput> {

    @Override
    public Answer judge(List<Operation<VersionedInput, VersionedOutput>> history, Budget budget) {
        Answer answer = judgeFast(history, budget);
        return answer == Answer.UNKNOWN && !budget.isExhausted() ? search.judge(history, budget) : answer;
    }

    /** Checks without the search. Returns UNKNOWN if the search is needed. */
    Answer judgeFast(List<Operation<VersionedInput, VersionedOutput>> history, Budget budget) {
        return solve(history, budget, (facts, chain, times) -> {});
    }

    @Override
    public Order<VersionedInput, VersionedOutput> order(
            List<Operation<VersionedInput, VersionedOutput>> history, Budget budget) {
        List<Operation<VersionedInput, VersionedOutput>> order = new ArrayList<>();
        Answer answer = solve(
                history,
                budget,
                (facts, chain, times) -> order.addAll(new VersionOrder(facts, chain, times).of(history)));
        return answer == Answer.LEGAL ? new Order<>(order, true) : search.order(history, budget);
    }

    /** Receives the solution of a linearizable history. */
    private interface Solution {
        void found(VersionFacts facts, VersionChain chain, VersionTimes times);
    }

    private Answer solve(List<Operation<VersionedInput, VersionedOutput>> history, Budget budget, Solution solution) {
        VersionFacts facts = new VersionFacts(initial, history.size());
        for (int i = 0; i < history.size(); i++) {
            facts.add(history.get(i));
            if (facts.contradiction) {
                return Answer.ILLEGAL;
            }
            if (budget.isOverAt(i + 1)) {
                return Answer.UNKNOWN;
            }
        }
        if (facts.incomplete) {
            return Answer.UNKNOWN;
        }
        VersionChain chain = new VersionChain(facts);
        if (chain.ambiguous || facts.contradiction) {
            return facts.contradiction ? Answer.ILLEGAL : Answer.UNKNOWN;
        }
        VersionTimes times = new VersionTimes(facts, chain);
        Answer answer = times.decide(budget);
        if (answer == Answer.LEGAL) {
            solution.found(facts, chain, times);
        }
        return answer;
    }
}
