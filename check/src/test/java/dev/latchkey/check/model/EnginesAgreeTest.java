package dev.latchkey.check.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Budget;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Judge.Answer;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Orders;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Brute force, the search and the check without search agree on random histories. Set their number and the seed with
 * {@code -Dcheck.histories=10000000 -Dcheck.seed=7}.
 */
class EnginesAgreeTest {

    private static final long HISTORIES = Long.getLong("check.histories", 200_000);
    private static final long SEED = Long.getLong("check.seed", 1);
    private static final Budget BUDGET = Budget.of(CheckLimits.DEFAULT, () -> 0);

    private final Map<Answer, Long> answers = new EnumMap<>(Answer.class);
    private long fast;
    private long fastIllegal;

    @Test
    void allAlgorithmsGiveTheSameAnswer() {
        for (long i = 0; i < HISTORIES; i++) {
            SplittableRandom random = new SplittableRandom(SEED * 1_000_000_007L + i);
            VersionedState initial = RandomHistory.initial(random);
            compare(i, initial, RandomHistory.of(random, initial, 7));
        }
        System.out.printf(
                "%,d histories from seed %d: %s, %,d decided without search, %,d of these illegal%n",
                HISTORIES, SEED, answers, fast, fastIllegal);
        assertThat(answers.get(Answer.LEGAL)).as("legal").isBetween(HISTORIES / 4, HISTORIES * 3 / 4);
        assertThat(answers.get(Answer.ILLEGAL)).as("illegal").isBetween(HISTORIES / 4, HISTORIES * 3 / 4);
        assertThat(fast).as("decided without search").isGreaterThan(HISTORIES * 8 / 10);
        assertThat(fastIllegal).as("illegal without search").isBetween(HISTORIES / 4, HISTORIES * 3 / 4);
    }

    private void compare(
            long number, VersionedState initial, List<Operation<VersionedInput, VersionedOutput>> history) {
        VersionedRegister model = new VersionedRegister(initial);
        Answer oracle = Judge.bruteForce(model).judge(history, BUDGET);
        Answer search = Judge.search(model).judge(history, BUDGET);
        VersionedCheck check = new VersionedCheck(initial, Judge.search(model));
        Answer quick = check.judgeFast(history, BUDGET);
        if (search != oracle || (quick != oracle && quick != Answer.UNKNOWN)) {
            throw new AssertionError("history " + number + " of seed " + SEED + " from " + initial + ": brute force "
                    + oracle + ", search " + search + ", without search " + quick + "\n"
                    + String.join("\n", history.stream().map(Object::toString).toList()));
        }
        if (quick == Answer.LEGAL) {
            var order = check.order(history, BUDGET);
            if (Orders.fault(model, history, order.operations()) != null) {
                throw new AssertionError("history " + number + " of seed " + SEED + " from " + initial + ": "
                        + Orders.fault(model, history, order.operations()) + "\n" + history + "\n" + order);
            }
        }
        answers.merge(oracle, 1L, Long::sum);
        fast += quick == Answer.UNKNOWN ? 0 : 1;
        fastIllegal += quick == Answer.ILLEGAL ? 1 : 0;
    }
}
