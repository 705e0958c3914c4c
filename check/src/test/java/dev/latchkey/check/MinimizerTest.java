package dev.latchkey.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.check.Judge.Answer;
import dev.latchkey.check.format.FileFormat;
import dev.latchkey.check.format.NamedModel;
import dev.latchkey.check.model.RandomHistory;
import dev.latchkey.check.model.Register;
import dev.latchkey.check.model.VersionedRegister;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MinimizerTest {

    private static final Budget BUDGET = Budget.of(CheckLimits.DEFAULT, () -> 0);

    @Test
    void eachOperationOfACounterexampleIsNeeded() {
        int found = 0;
        for (int seed = 0; seed < 3_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            VersionedRegister model = new VersionedRegister(RandomHistory.initial(random));
            var history = RandomHistory.of(random, model.initial(), 9);
            Verdict verdict = new Checker<>(model).check(history);
            if (verdict instanceof Verdict.Illegal illegal
                    && Set.copyOf(history).size() == history.size()) {
                found++;
                checkMinimal(seed, model, history, illegal.counterexample().operations());
            }
        }
        assertThat(found).isGreaterThan(600);
    }

    /** With all other operations freed, the counterexample is not linearizable; with one more operation freed, it is. */
    private static <S, I, O> void checkMinimal(
            int seed, Model<S, I, O> model, List<Operation<I, O>> history, List<Operation<?, ?>> core) {
        long end = core.stream()
                .mapToLong(Operation::end)
                .filter(time -> time != Operation.OPEN)
                .max()
                .orElseThrow();
        List<Operation<I, O>> loose = history.stream()
                .filter(operation -> operation.call() <= end)
                .map(operation -> kept(core, operation).findFirst().orElseGet(() -> free(operation)))
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

    /** The operation as it occurs in the counterexample, which may have dropped its end. */
    private static <I, O> Stream<Operation<I, O>> kept(List<Operation<?, ?>> core, Operation<I, O> operation) {
        Operation<I, O> open = new Operation<>(
                operation.client(), operation.input(), operation.output(), operation.call(), Operation.OPEN);
        return Stream.of(operation, open).filter(core::contains);
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
            assertThat(illegal.counterexample().explanation()).isEqualTo("""
                Everything that ended before 8 can be put in order (3 operations); the last good state is: b.
                After that, this operation cannot be placed: client 1 [7, 8] read -> a.
                  After client 3 [4, 5] read -> b the state is b: the result would differ.
                These operations contradict each other, regardless of when the others called until 8 took effect:
                  client 1 [1, 2] write a -> done
                  client 3 [4, 5] read -> b
                  client 1 [7, 8] read -> a\
                """);
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
                    assertThat(illegal.counterexample().explanation())
                            .contains("the last good state is: v199.", "The state at 771 was: v192.");
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
                    assertThat(illegal.counterexample().explanation())
                            .contains("(50001 operations); the last good state is: v50000.");
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
        Model<Register.Content, Register.Input, Register.Output> model = new Model<>() {
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
                return undecidedOnce;
            }
        };
        var bad = new Operation<Register.Input, Register.Output>(
                1, new Register.Input.Read(), new Register.Output.Held("b"), 3, 4);
        List<Operation<Register.Input, Register.Output>> history = new ArrayList<>(List.of(bad));
        for (int call : List.of(1, 5, 7)) {
            history.add(new Operation<>(1, new Register.Input.Write("a"), Register.Output.DONE, call, call + 1));
        }
        Counterexample found = new Minimizer<>(model, BUDGET).counterexample(history);
        assertThat(found.operations()).isEqualTo(List.of(bad));
        assertThat(found.explanation()).contains("cannot be placed: client 1 [3, 4]");
    }
}
