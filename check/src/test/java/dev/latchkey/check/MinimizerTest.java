package dev.latchkey.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.check.Judge.Answer;
import dev.latchkey.check.conflict.ExplainedModel;
import dev.latchkey.check.format.FileFormat;
import dev.latchkey.check.format.NamedModel;
import dev.latchkey.check.model.RandomHistory;
import dev.latchkey.check.model.Register;
import dev.latchkey.check.model.VersionedRegister;
import dev.latchkey.check.model.VersionedState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MinimizerTest {

    private static final Budget BUDGET = Budget.of(CheckLimits.DEFAULT, () -> 0);

    @Test
    void eachOperationOfACounterexampleIsNeeded() {
        for (boolean explained : new boolean[] {false, true}) {
            int found = 0;
            for (int seed = 0; seed < 3_000; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                VersionedState initial = RandomHistory.initial(random);
                var model = explained ? ExplainedModel.versionedRegister(initial) : new VersionedRegister(initial);
                var history = RandomHistory.of(random, initial, 9);
                Verdict verdict = new Checker<>(model).check(history);
                if (verdict instanceof Verdict.Illegal illegal
                        && Set.copyOf(history).size() == history.size()) {
                    found++;
                    checkMinimal(seed, model, history, illegal.counterexample());
                }
            }
            assertThat(found).isGreaterThan(600);
        }
    }

    /** With all other operations freed, the counterexample is not linearizable; with one more operation freed, it is. */
    private static <S, I, O> void checkMinimal(
            int seed, Model<S, I, O> model, List<Operation<I, O>> history, Counterexample found) {
        List<Operation<?, ?>> core = found.operations();
        List<Operation<I, O>> loose = history.stream()
                .filter(operation -> operation.call() <= found.until())
                .map(operation -> core.contains(operation) ? operation : free(operation))
                .toList();
        assertThat(Judge.bruteForce(model).judge(loose, BUDGET))
                .as("seed %d: %s of %s", seed, core, history)
                .isEqualTo(Answer.ILLEGAL);
        for (int i = 0; i < loose.size(); i++) {
            List<Operation<I, O>> looser = new ArrayList<>(loose);
            looser.set(i, free(loose.get(i)));
            if (!looser.equals(loose)) {
                assertThat(Judge.bruteForce(model).judge(looser, BUDGET))
                        .as("seed %d: %s of %s without %s", seed, core, history, loose.get(i))
                        .isEqualTo(Answer.LEGAL);
            }
        }
    }

    private static <I, O> Operation<I, O> free(Operation<I, O> operation) {
        return new Operation<>(
                operation.client(), operation.input(), operation.output(), Long.MIN_VALUE, Operation.OPEN);
    }

    @Test
    void theExplanationNamesTheLastGoodStateAndTheOperationThatCannotBePlaced() {
        List<Operation<Register.Input, Register.Output>> history = List.of(
                new Operation<>(1, new Register.Input.Write("a"), Register.Output.DONE, 1, 2),
                new Operation<>(2, new Register.Input.Write("b"), Register.Output.DONE, 3, 6),
                new Operation<>(3, new Register.Input.Read(), new Register.Output.Held("b"), 4, 5),
                new Operation<>(1, new Register.Input.Read(), new Register.Output.Held("a"), 7, 8),
                new Operation<>(1, new Register.Input.Write("c"), Register.Output.DONE, 9, 10));
        Verdict verdict = new Checker<>(new Register()).check(history);
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Illegal.class, illegal -> {
            assertThat(illegal.part()).isNull();
            assertThat(illegal.counterexample().operations())
                    .isSubsetOf(history)
                    .contains(history.get(3));
            assertThat(illegal.counterexample().explanation().text(Wording.PLAIN))
                    .isEqualTo("""
                    This operation cannot have its result:
                      client 1, 7 to 8: read -> a
                    These 3 operations contradict each other, whatever the others did:
                      client 1, 1 to 2: write a -> done
                      client 3, 4 to 5: read -> b
                      client 1, 7 to 8: read -> a
                    Everything that returned before that operation did can be put in order (3 operations). The state is then: b.
                    After this operation the state is b, which gives another result:
                      client 3, 4 to 5: read -> b""");
        });
    }

    @Test
    void theBeginningOfALongHistoryIsSummarizedByItsState() {
        List<Operation<Register.Input, Register.Output>> history = new ArrayList<>();
        // Why a compare-and-set: without one, the history is checked without a search and needs no summary.
        history.add(new Operation<>(1, new Register.Input.CompareAndSet("a", "b"), Register.Output.REFUSED, -2, -1));
        for (int i = 0; i < 200; i++) {
            history.add(
                    new Operation<>(1, new Register.Input.Write("v" + i), Register.Output.DONE, 4L * i, 4L * i + 1));
            history.add(new Operation<>(
                    2, new Register.Input.Read(), new Register.Output.Held("v" + i), 4L * i + 2, 4L * i + 3));
        }
        var stale = new Operation<Register.Input, Register.Output>(
                3, new Register.Input.Read(), new Register.Output.Held("v197"), 1_000, 1_001);
        history.add(stale);
        assertThat(new Checker<>(new Register()).check(history))
                .isInstanceOfSatisfying(Verdict.Illegal.class, illegal -> {
                    assertThat(illegal.counterexample().operations())
                            .contains(stale)
                            .hasSizeBetween(2, 10);
                    assertThat(illegal.counterexample().explanation().text(Wording.PLAIN))
                            .contains("The state is then: v199.", "Before these operations the state was: v192.");
                });
    }

    @Test
    void counterexamplesOfRecordedHistoriesAreSmall() throws IOException {
        Path folder = Path.of("../../shared/histories/jepsen-etcd");
        assumeTrue(
                Files.isDirectory(folder), "skipped: the folder ../shared/histories does not exist beside the project");
        int illegal = 0;
        for (int number = 0; number < 50; number++) {
            try (InputStream in = Files.newInputStream(folder.resolve(String.format("etcd_%03d.log", number)))) {
                Verdict verdict =
                        NamedModel.CAS_REGISTER.history(FileFormat.readAny(in)).check(CheckLimits.DEFAULT);
                if (verdict instanceof Verdict.Illegal found) {
                    illegal++;
                    assertThat(found.counterexample().operations())
                            .as("history %d", number)
                            .hasSizeLessThanOrEqualTo(10);
                }
            }
        }
        assertThat(illegal).isEqualTo(40);
    }

    @Test
    void oneBadReadInAVeryLongHistoryHasASmallCounterexample() {
        List<Operation<Register.Input, Register.Output>> history = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            history.add(
                    new Operation<>(1, new Register.Input.Write("v" + i), Register.Output.DONE, 4L * i, 4L * i + 1));
        }
        var bad = new Operation<Register.Input, Register.Output>(
                3, new Register.Input.Read(), new Register.Output.Held("nobody wrote this"), 200_002, 200_003);
        history.add(bad);
        assertThat(new Checker<>(new Register()).check(history))
                .isInstanceOfSatisfying(Verdict.Illegal.class, illegal -> {
                    assertThat(illegal.counterexample().operations())
                            .contains(bad)
                            .hasSizeLessThanOrEqualTo(10);
                    assertThat(illegal.counterexample().explanation().text(Wording.PLAIN))
                            .contains("(50001 operations). The state is then: v50000.");
                });
    }

    @Test
    void anUndecidedRunMayHideTheFirstBadEnd() {
        Judge<Register.Input, Register.Output> search = Judge.search(new Register());
        AtomicInteger calls = new AtomicInteger();
        Judge<Register.Input, Register.Output> undecidedOnce = new Judge<>() {
            @Override
            public Answer judge(List<Operation<Register.Input, Register.Output>> history, Budget budget) {
                return calls.incrementAndGet() == 1 ? Answer.UNKNOWN : search.judge(history, budget);
            }

            @Override
            public Order<Register.Input, Register.Output> order(
                    List<Operation<Register.Input, Register.Output>> history, Budget budget) {
                return search.order(history, budget);
            }
        };
        var bad = new Operation<Register.Input, Register.Output>(
                1, new Register.Input.Read(), new Register.Output.Held("b"), 3, 4);
        List<Operation<Register.Input, Register.Output>> history = new ArrayList<>(List.of(bad));
        for (int call : List.of(1, 5, 7)) {
            history.add(new Operation<>(1, new Register.Input.Write("a"), Register.Output.DONE, call, call + 1));
        }
        Counterexample found = new Minimizer<>(judgedBy(undecidedOnce), BUDGET).counterexample(history);
        assertThat(found.operations()).isEqualTo(List.of(bad));
        assertThat(found.explanation().text(Wording.PLAIN))
                .startsWith("This operation cannot have its result:\n  client 1, 3 to 4: read -> b");
    }

    private static Operation<Register.Input, Register.Output> write(String value, long call, long end) {
        return new Operation<>(1, new Register.Input.Write(value), Register.Output.DONE, call, end);
    }

    private static Operation<Register.Input, Register.Output> read(String value, long call, long end) {
        return new Operation<>(2, new Register.Input.Read(), new Register.Output.Held(value), call, end);
    }

    @Test
    void aContradictionThatTheEngineDoesNotConfirmIsNotReported() {
        List<Operation<Register.Input, Register.Output>> history =
                List.of(write("a", 1, 2), read("a", 3, 4), write("b", 5, 6), read("a", 7, 8));
        for (int wrong : new int[] {0, 1}) {
            Contradiction<Register.Input, Register.Output> claimed = new Contradiction<>(
                    history.get(wrong), List.of(Reason.note("It is said to be impossible.", List.of())));
            Counterexample found = new Minimizer<>(claiming(claimed), BUDGET).counterexample(history);
            assertThat(found.operations()).contains(history.get(3)).hasSize(3);
            assertThat(found.explanation().text(Wording.PLAIN)).doesNotContain("It is said");
        }
    }

    /** A register that claims to have found a contradiction. */
    private static Model<Register.Content, Register.Input, Register.Output> claiming(
            Contradiction<Register.Input, Register.Output> claimed) {
        return new Model<>() {
            @Override
            public Register.Content initial() {
                return new Register().initial();
            }

            @Override
            public Register.@Nullable Content step(
                    Register.Content state, Register.Input input, Register.Output output) {
                return new Register().step(state, input, output);
            }

            @Override
            public Optional<Contradiction<Register.Input, Register.Output>> contradiction(
                    List<Operation<Register.Input, Register.Output>> history) {
                return Optional.of(claimed);
            }
        };
    }

    @Test
    void operationsThatEndedLaterKeepTheirEnd() {
        Judge<Register.Input, Register.Output> search = Judge.search(new Register());
        Judge<Register.Input, Register.Output> cannotFree = new Judge<>() {
            @Override
            public Answer judge(List<Operation<Register.Input, Register.Output>> history, Budget budget) {
                boolean isFreed = history.stream().anyMatch(operation -> operation.call() == Long.MIN_VALUE);
                return isFreed ? Answer.UNKNOWN : search.judge(history, budget);
            }

            @Override
            public Order<Register.Input, Register.Output> order(
                    List<Operation<Register.Input, Register.Output>> history, Budget budget) {
                return search.order(history, budget);
            }
        };
        var history = List.of(write("a", 1, 2), write("late", 3, 90), read("x", 4, 5), write("z", 100, 101));
        assertThat(new Minimizer<>(judgedBy(cannotFree), BUDGET)
                        .counterexample(history)
                        .operations())
                .isEqualTo(history.subList(0, 3));
    }

    /** A register that is checked by this engine. */
    private static Model<Register.Content, Register.Input, Register.Output> judgedBy(
            Judge<Register.Input, Register.Output> engine) {
        return new Model<>() {
            @Override
            public Register.Content initial() {
                return new Register().initial();
            }

            @Override
            public Register.@Nullable Content step(
                    Register.Content state, Register.Input input, Register.Output output) {
                return new Register().step(state, input, output);
            }

            @Override
            public Judge<Register.Input, Register.Output> engine() {
                return engine;
            }
        };
    }
}
