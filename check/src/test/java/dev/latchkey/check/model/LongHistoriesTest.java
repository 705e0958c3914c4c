package dev.latchkey.check.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Budget;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Checker;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Judge.Answer;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.Wording;
import dev.latchkey.check.conflict.ExplainedModel;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Long histories of one busy key. To measure throughput, run with {@code -Dtest=LongHistoriesTest -Dcheck.operations=2000000},
 * and with {@code -DargLine=-Xmx3g} to hold the history.
 */
class LongHistoriesTest {

    private static final boolean MEASURED = Integer.getInteger("check.operations") != null;
    private static final int OPERATIONS = Integer.getInteger("check.operations", 200_000);
    private static final int ROUNDS = MEASURED ? 10 : 1;
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
    private static final int CLIENTS = 50;
    private static final Budget BUDGET = Budget.of(CheckLimits.DEFAULT, () -> 0);

    @Test
    void aBusyKeyIsCheckedWithoutSearch() {
        var history = new BusyKey(1, CLIENTS, false).history(OPERATIONS);
        assertThat(measured("writes", history)).isEqualTo(Answer.LEGAL);
    }

    @Test
    void aBusyKeyWithDeletesIsCheckedWithoutSearch() {
        var history = new BusyKey(2, CLIENTS, true).history(OPERATIONS);
        assertThat(measured("writes and deletes", history)).isEqualTo(Answer.LEGAL);
    }

    private static Answer measured(String what, List<Operation<VersionedInput, VersionedOutput>> history) {
        VersionedRegister model = new VersionedRegister();
        VersionedCheck check = new VersionedCheck(model.initial(), Judge.search(model));
        Answer answer = Answer.UNKNOWN;
        for (int round = 0; round < ROUNDS; round++) {
            long start = THREAD.getCurrentThreadCpuTime();
            answer = check.judgeFast(history, BUDGET);
            double seconds = (THREAD.getCurrentThreadCpuTime() - start) / 1e9;
            String line = String.format(
                    "%s, %d clients on one key: %,d operations in %.3f s of CPU time, %.1f million/s%n",
                    what, CLIENTS, history.size(), seconds, history.size() / seconds / 1e6);
            if (MEASURED) {
                System.out.print(line);
            }
        }
        return answer;
    }

    @Test
    void theSearchChecksThemToo() {
        for (int seed = 0; seed < 20; seed++) {
            var history = new BusyKey(seed, 5, true).history(2_000);
            assertThat(Judge.search(new VersionedRegister()).judge(history, BUDGET))
                    .as("seed %d", seed)
                    .isEqualTo(Answer.LEGAL);
        }
    }

    @Test
    void oneStaleReadAmongMany() {
        var history = new BusyKey(3, CLIENTS, false).history(20_000);
        var stale = history.stream()
                .filter(operation -> operation.output() instanceof VersionedOutput.Found)
                .skip(5_000)
                .findFirst()
                .orElseThrow();
        long late = stale.end() + 1_000_000;
        history.add(new Operation<>(CLIENTS, stale.input(), stale.output(), late, late + 1));
        assertThat(new Checker<>(ExplainedModel.versionedRegister(VersionedState.NEW)).check(history))
                .isInstanceOfSatisfying(Verdict.Illegal.class, illegal -> {
                    assertThat(illegal.counterexample().operations()).hasSizeBetween(2, 3);
                    assertThat(illegal.counterexample().explanation().text(Wording.PLAIN))
                            .contains("It was called after version ");
                });
    }
}
