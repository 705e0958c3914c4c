package dev.latchkey.check.model.txn;

import dev.latchkey.check.Budget;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Order;
import dev.latchkey.check.model.VersionedRegister;
import java.util.List;

/**
 * Checks each connected group of keys separately. A group of one key without transactions of several operations is checked like a
 * versioned key alone, mostly without a search. In any other group, what the operations say of each key is checked first, which finds
 * most contradictions without a search.
 *
 * @param search checks a group of several keys
 */
record GroupedCheck(Judge<RegisterTransaction, TransactionOutput> search)
        implements Judge<RegisterTransaction, TransactionOutput> {

    private static final VersionedRegister KEY = new VersionedRegister();

    @Override
    public Answer judge(List<Operation<RegisterTransaction, TransactionOutput>> history, Budget budget) {
        Answer all = Answer.LEGAL;
        for (List<Operation<RegisterTransaction, TransactionOutput>> group : groups(history)) {
            Answer answer = judgeGroup(group, budget);
            if (answer == Answer.ILLEGAL) {
                return answer;
            }
            all = answer == Answer.UNKNOWN ? answer : all;
        }
        return all;
    }

    private Answer judgeGroup(List<Operation<RegisterTransaction, TransactionOutput>> group, Budget budget) {
        List<KeyView> views = KeyView.of(group);
        if (views.size() == 1 && views.get(0).isExact()) {
            return KEY.engine().judge(views.get(0).operations(), budget);
        }
        for (KeyView view : views) {
            boolean isUsable = !view.isIncomplete() && !budget.isExhausted();
            if (isUsable && KEY.judgeWithoutSearch(view.operations(), budget) == Answer.ILLEGAL) {
                return Answer.ILLEGAL;
            }
        }
        return budget.isExhausted() ? Answer.UNKNOWN : search.judge(group, budget);
    }

    @Override
    public Order<RegisterTransaction, TransactionOutput> order(
            List<Operation<RegisterTransaction, TransactionOutput>> history, Budget budget) {
        return groups(history).size() > 1 ? search.order(history, budget) : orderGroup(history, budget);
    }

    private Order<RegisterTransaction, TransactionOutput> orderGroup(
            List<Operation<RegisterTransaction, TransactionOutput>> group, Budget budget) {
        List<KeyView> views = KeyView.of(group);
        if (views.size() != 1 || !views.get(0).isExact()) {
            return search.order(group, budget);
        }
        KeyView view = views.get(0);
        var order = KEY.engine().order(view.operations(), budget);
        return new Order<>(view.originals(order.operations()), order.complete());
    }

    @Override
    public boolean needsSearch(List<Operation<RegisterTransaction, TransactionOutput>> history, Budget budget) {
        return groups(history).stream()
                .map(KeyView::of)
                .anyMatch(views -> views.size() > 1 || !views.get(0).isExact());
    }

    private static List<List<Operation<RegisterTransaction, TransactionOutput>>> groups(
            List<Operation<RegisterTransaction, TransactionOutput>> history) {
        return KeyGroups.of(history, operation -> operation.input().keys());
    }
}
