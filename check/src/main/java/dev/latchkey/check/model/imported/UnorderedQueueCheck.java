package dev.latchkey.check.model.imported;

import dev.latchkey.check.Budget;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Order;
import dev.latchkey.check.model.FifoQueue.Input;
import dev.latchkey.check.model.FifoQueue.Output;
import java.util.List;

/**
 * Checks an unordered queue whose elements are unique without search: each element has its own fate. Leaves to the search the
 * histories in which an element is enqueued or dequeued twice, or in which a dequeue without a result decides whether the queue can
 * have been empty.
 */
record UnorderedQueueCheck(Judge<Input, Output> search) implements Judge<Input, Output> {

    @Override
    public Answer judge(List<Operation<Input, Output>> history, Budget budget) {
        Answer answer = budget.over() ? Answer.UNKNOWN : new QueueFates(history).answer();
        return answer == Answer.UNKNOWN ? search.judge(history, budget) : answer;
    }

    @Override
    public Order<Input, Output> order(List<Operation<Input, Output>> history, Budget budget) {
        QueueFates fates = new QueueFates(history);
        return fates.answer() == Answer.LEGAL ? new Order<>(fates.order(), true) : search.order(history, budget);
    }
}
