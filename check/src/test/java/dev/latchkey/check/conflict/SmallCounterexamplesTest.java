package dev.latchkey.check.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Budget;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Checker;
import dev.latchkey.check.Counterexample;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Judge.Answer;
import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.Wording;
import dev.latchkey.check.model.VersionedState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A counterexample has at most six operations, also if many writes were never answered. */
class SmallCounterexamplesTest {

    private static final Budget BUDGET = Budget.of(CheckLimits.DEFAULT, () -> 0);
    private static final int SEEDS = Integer.getInteger("check.rough", 40);
    private static final int FEW = 6;

    @ParameterizedTest
    @EnumSource(RoughKey.Mistake.class)
    void aMistakeAmongManyUnansweredWritesIsToldByAFewOperations(RoughKey.Mistake mistake) {
        int illegal = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            var history = mistake.in(RoughKey.of(random, 60 + random.nextInt(200)), random);
            illegal += check("seed " + seed, ExplainedModel.versionedRegister(VersionedState.NEW), history);
            illegal += check("seed " + seed, ExplainedModel.floatingVersionedRegister(VersionedState.NEW), history);
        }
        assertThat(illegal).isGreaterThan(SEEDS / 2);
    }

    @Test
    void withoutAMistakeTheHistoriesAreLinearizable() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var history = RoughKey.of(new SplittableRandom(seed), 200);
            assertThat(new Checker<>(ExplainedModel.versionedRegister(VersionedState.NEW)).check(history))
                    .as("seed %d", seed)
                    .isEqualTo(new Verdict.Ok());
            assertThat(VersionContradictions.in(VersionedState.NEW, false, history))
                    .as("seed %d", seed)
                    .isEmpty();
            assertThat(VersionContradictions.in(VersionedState.NEW, true, history))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    @Test
    void twoHoldersOfALockAreToldByAFewOperations() {
        int illegal = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            var history = RoughLock.of(random, 30 + random.nextInt(200));
            assertThat(new Checker<>(ExplainedModel.mutex(true)).check(history))
                    .as("seed %d", seed)
                    .isEqualTo(new Verdict.Ok());
            assertThat(LockContradictions.in(history)).as("seed %d", seed).isEmpty();
            illegal += check("seed " + seed, ExplainedModel.mutex(true), RoughLock.withTwoHolders(history, random));
        }
        assertThat(illegal).isGreaterThan(SEEDS / 2);
    }

    /** Returns 1 if the history is not linearizable. */
    private static <S, I, O> int check(String name, Model<S, I, O> model, List<Operation<I, O>> history) {
        Verdict verdict = new Checker<>(model).check(history);
        if (!(verdict instanceof Verdict.Illegal illegal)) {
            assertThat(verdict).as(name).isEqualTo(new Verdict.Ok());
            return 0;
        }
        Counterexample found = illegal.counterexample();
        String story = found.explanation().text(Wording.PLAIN);
        Set<Operation<?, ?>> all = new HashSet<>(found.operations());
        all.addAll(found.related());
        assertThat(all).as("%s: %s", name, story).hasSizeLessThanOrEqualTo(FEW);
        assertThat(recorded(history, all)).as("%s: %s", name, story).hasSameSizeAs(all);
        assertThat(Judge.bruteForce(model).judge(recorded(history, Set.copyOf(found.operations())), BUDGET))
                .as("%s: %s", name, story)
                .isEqualTo(Answer.ILLEGAL);
        return 1;
    }

    private static <I, O> List<Operation<I, O>> recorded(List<Operation<I, O>> history, Set<Operation<?, ?>> some) {
        return history.stream().filter(some::contains).distinct().toList();
    }
}
