package dev.latchkey.check.model.lock;

import dev.latchkey.check.Budget;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Order;
import dev.latchkey.check.model.lock.Mutex.Input;
import dev.latchkey.check.model.lock.Mutex.Output;
import java.util.List;

/**
 * Checks histories of a lock with fencing tokens without a search, in nearly linear time. The tokens give the order of the grants, so
 * only the releases between them and a time for each have to be found. Falls back to the search if an acquire with an unknown result
 * may have to be used, or if it is not clear which grant a release ended.
 */
record FencedLockCheck(Judge<Input, Output> search) implements Judge<Input, Output> {

    @Override
    public Answer judge(List<Operation<Input, Output>> history, Budget budget) {
        Answer answer = judgeFast(history, budget);
        return answer == Answer.UNKNOWN && !budget.isExhausted() ? search.judge(history, budget) : answer;
    }

    private static Answer judgeFast(List<Operation<Input, Output>> history, Budget budget) {
        return new GrantTimes(GrantChain.of(history, budget)).decide(budget);
    }

    @Override
    public boolean needsSearch(List<Operation<Input, Output>> history, Budget budget) {
        return judgeFast(history, budget) == Answer.UNKNOWN;
    }

    @Override
    public Order<Input, Output> order(List<Operation<Input, Output>> history, Budget budget) {
        GrantTimes times = new GrantTimes(GrantChain.of(history, budget));
        return times.decide(budget) == Answer.LEGAL ? new Order<>(times.order(), true) : search.order(history, budget);
    }
}
