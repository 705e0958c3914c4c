package dev.latchkey.check.model.txn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Budget;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Checker;
import dev.latchkey.check.Counterexample;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Judge.Answer;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Orders;
import dev.latchkey.check.Verdict;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Brute force, the search, and the check by groups agree on random histories of transactions; orders are valid, and the operations of a
 * counterexample contradict each other. {@code -Dcheck.histories=10000000 -Dcheck.seed=7} sets the number of histories and the seed.
 */
class TransactionsAgreeTest {

    private static final long HISTORIES = Long.getLong("check.transactions", 20_000);
    private static final long SEED = Long.getLong("check.seed", 1);
    private static final int OPERATIONS_MAX = 7;
    private static final int EXPLAINED_ONE_IN = 10;
    private static final Budget BUDGET = Budget.of(CheckLimits.DEFAULT, () -> 0);
    private static final VersionedTransactions MODEL = new VersionedTransactions();

    private static SplittableRandom random(long number) {
        return new SplittableRandom(SEED * 1_000_000_007L + number);
    }

    @Test
    void whatACorrectStoreDoesIsLegal() {
        for (long i = 0; i < HISTORIES; i++) {
            var history = RandomTransactions.correct(random(i), OPERATIONS_MAX);
            assertThat(MODEL.engine().judge(history, BUDGET))
                    .as("history %d of seed %d: %s", i, SEED, history)
                    .isEqualTo(Answer.LEGAL);
        }
    }

    @Test
    void allAlgorithmsGiveTheSameAnswer() {
        long legal = 0;
        long severalGroups = 0;
        for (long i = 0; i < HISTORIES; i++) {
            var history = RandomTransactions.of(random(i), OPERATIONS_MAX);
            Answer oracle = Judge.bruteForce(MODEL).judge(history, BUDGET);
            Answer search = Judge.search(MODEL).judge(history, BUDGET);
            Answer engine = MODEL.engine().judge(history, BUDGET);
            assertThat(List.of(search, engine))
                    .as("history %d of seed %d: %s", i, SEED, history)
                    .containsOnly(oracle);
            if (oracle == Answer.LEGAL) {
                var order = MODEL.engine().order(history, BUDGET).operations();
                assertThat(Orders.fault(MODEL, history, order))
                        .as("order of history %d of seed %d", i, SEED)
                        .isNull();
            } else if (i % EXPLAINED_ONE_IN == 0) {
                assertExplained(i, history);
            }
            legal += oracle == Answer.LEGAL ? 1 : 0;
            severalGroups += KeyGroups.of(history, each -> each.input().keys()).size() > 1 ? 1 : 0;
        }
        System.out.printf(
                "transactions: %,d histories from seed %d, %,d legal, %,d with several groups%n",
                HISTORIES, SEED, legal, severalGroups);
        assertThat(legal).as("legal").isBetween(HISTORIES / 4, HISTORIES * 3 / 4);
        assertThat(severalGroups).isGreaterThan(HISTORIES / 10);
    }

    /** The operations of the counterexample contradict each other, even if all others may take effect at any time or never. */
    private static void assertExplained(long number, List<Operation<RegisterTransaction, TransactionOutput>> history) {
        Verdict verdict = new Checker<>(MODEL, CheckLimits.DEFAULT, () -> 0).check(history);
        assertThat(verdict).isInstanceOf(Verdict.Illegal.class);
        Counterexample counterexample = ((Verdict.Illegal) verdict).counterexample();
        var told = counterexample.operations();
        List<Operation<RegisterTransaction, TransactionOutput>> freed = history.stream()
                .filter(each -> each.call() <= counterexample.until())
                .map(each -> told.contains(each)
                        ? each
                        : new Operation<>(each.client(), each.input(), each.output(), Long.MIN_VALUE, Operation.OPEN))
                .toList();
        assertThat(Judge.bruteForce(MODEL).judge(freed, BUDGET))
                .as("counterexample %s of history %d of seed %d: %s", told, number, SEED, history)
                .isEqualTo(Answer.ILLEGAL);
    }
}
