package dev.latchkey.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.check.model.Register;
import dev.latchkey.check.model.Register.Input;
import dev.latchkey.check.model.Register.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CheckerTest {

    private static final Model<Register.Content, Input, Output> MODEL = new Register();

    /** The same model without the check that needs no search. */
    private static final Model<Register.Content, Input, Output> SEARCHED = new Model<>() {
        @Override
        public Register.Content initial() {
            return MODEL.initial();
        }

        @Override
        public Register.@Nullable Content step(Register.Content state, Input input, Output output) {
            return MODEL.step(state, input, output);
        }
    };

    private static final CheckLimits TEN_SECONDS = CheckLimits.DEFAULT.withTime(Duration.ofSeconds(10));

    private static Operation<Input, Output> write(Object value, long call, long end) {
        return new Operation<>(1, new Input.Write(value), Output.DONE, call, end);
    }

    private static Operation<Input, Output> read(@Nullable Object value, long call, long end) {
        return new Operation<>(2, new Input.Read(), new Output.Held(value), call, end);
    }

    /**
     * So many concurrent writes that no search can try all orders, and a read of a value that no operation wrote. A value that was
     * written twice and read makes the search necessary.
     */
    private static List<Operation<Input, Output>> hard() {
        List<Operation<Input, Output>> history = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            history.add(write("v" + i, 1, 100));
        }
        history.add(write("v0", 1, 100));
        history.add(read("v0", 50, 60));
        history.add(read("nobody wrote this", 50, 60));
        return history;
    }

    @Test
    void emptyHistoryIsLinearizable() {
        assertThat(new Checker<>(MODEL).check(List.of())).isEqualTo(new Verdict.Ok());
        assertThat(new Checker<>(MODEL).checkParts(Map.of())).isEqualTo(new Verdict.Ok());
    }

    @Test
    void operationsThatTouchAtOneTimeMayBeInEitherOrder() {
        var history = List.of(write("a", 1, 5), read(null, 5, 6));
        assertThat(new Checker<>(SEARCHED).check(history)).isEqualTo(new Verdict.Ok());
        var apart = List.of(write("a", 1, 5), read(null, 6, 7));
        assertThat(new Checker<>(SEARCHED).check(apart)).isInstanceOf(Verdict.Illegal.class);
    }

    @Test
    void anOpenOperationNeedNotTakeEffect() {
        var open = write("a", 3, Operation.OPEN);
        Checker<Register.Content, Input, Output> checker = new Checker<>(SEARCHED);
        assertThat(checker.check(List.of(open, read(null, 5, 6)))).isEqualTo(new Verdict.Ok());
        assertThat(checker.check(List.of(open, read("a", 5, 6)))).isEqualTo(new Verdict.Ok());
        assertThat(checker.check(List.of(open, read("a", 1, 2)))).isInstanceOf(Verdict.Illegal.class);
    }

    @Test
    void theSameOperationsInAnotherStateAreTriedAgain() {
        var history = List.of(write("a", 1, 10), write("b", 1, 10), read("a", 11, 12));
        assertThat(new Checker<>(SEARCHED).check(history)).isEqualTo(new Verdict.Ok());
        var other = List.of(write("b", 1, 10), write("a", 1, 10), read("a", 11, 12));
        assertThat(new Checker<>(SEARCHED).check(other)).isEqualTo(new Verdict.Ok());
    }

    @Test
    void exceedingTheTimeLimitIsUnknown() {
        AtomicLong clock = new AtomicLong();
        Checker<Register.Content, Input, Output> checker = new Checker<>(
                MODEL, CheckLimits.DEFAULT.withTime(Duration.ofMillis(100)), () -> clock.addAndGet(1_000_000));
        assertThat(checker.check(hard())).isEqualTo(new Verdict.Unknown("not decided within 0.1 s"));
    }

    /** Each call of the model takes a second. */
    @Test
    void searchChecksTheDeadlineEveryFewModelCalls() {
        AtomicLong seconds = new AtomicLong();
        Model<Register.Content, Input, Output> slow = new Model<>() {
            @Override
            public Register.Content initial() {
                return MODEL.initial();
            }

            @Override
            public Register.@Nullable Content step(Register.Content state, Input input, Output output) {
                seconds.incrementAndGet();
                return MODEL.step(state, input, output);
            }
        };
        assertThat(new Checker<>(slow, TEN_SECONDS, nanos(seconds)).check(hard()))
                .isEqualTo(new Verdict.Unknown("not decided within 10.0 s"));
        assertThat(seconds).hasValueLessThanOrEqualTo(10 + 17);
    }

    @Test
    void partsAfterTheDeadlineAreNotChecked() {
        AtomicLong seconds = new AtomicLong();
        Map<Integer, List<Operation<Input, Output>>> parts = new LinkedHashMap<>();
        for (int key = 0; key < 100; key++) {
            parts.put(key, List.of(write("a", 1, 2)));
        }
        assertThat(new Checker<>(blind(seconds), TEN_SECONDS, nanos(seconds)).checkParts(parts))
                .isInstanceOf(Verdict.Unknown.class);
        assertThat(seconds).hasValueLessThanOrEqualTo(10 + 1);
    }

    @Test
    void minimizationStopsAtTheDeadline() {
        AtomicLong seconds = new AtomicLong();
        List<Operation<Input, Output>> history = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            history.add(write(i, 2L * i, 2L * i + 1));
        }
        history.add(read("nobody wrote this", 1_000, 1_001));
        assertThat(new Checker<>(blind(seconds), TEN_SECONDS, nanos(seconds)).check(history))
                .isInstanceOfSatisfying(Verdict.Illegal.class, illegal -> assertThat(
                                illegal.counterexample().operations())
                        .contains(history.get(500)));
        assertThat(seconds).hasValueLessThanOrEqualTo(10 + 2);
    }

    private static LongSupplier nanos(AtomicLong seconds) {
        return () -> TimeUnit.SECONDS.toNanos(seconds.get());
    }

    /** A model whose checking algorithm ignores its budget and takes a second for each run. */
    private static Model<Register.Content, Input, Output> blind(AtomicLong seconds) {
        Budget enough = Budget.of(CheckLimits.DEFAULT, () -> 0);
        return new Model<>() {
            @Override
            public Register.Content initial() {
                return MODEL.initial();
            }

            @Override
            public Register.@Nullable Content step(Register.Content state, Input input, Output output) {
                return MODEL.step(state, input, output);
            }

            @Override
            public Judge<Input, Output> engine() {
                Judge<Input, Output> search = Judge.search(MODEL);
                return new Judge<>() {
                    @Override
                    public Answer judge(List<Operation<Input, Output>> history, Budget budget) {
                        seconds.incrementAndGet();
                        return search.judge(history, enough);
                    }

                    @Override
                    public Order<Input, Output> order(List<Operation<Input, Output>> history, Budget budget) {
                        seconds.incrementAndGet();
                        return search.order(history, enough);
                    }
                };
            }
        };
    }

    @Test
    void exceedingTheMemoryLimitIsUnknown() {
        Checker<Register.Content, Input, Output> checker =
                new Checker<>(MODEL, new CheckLimits(Duration.ofMinutes(1), 1 << 20, 1), () -> 0);
        assertThat(checker.check(hard())).isEqualTo(new Verdict.Unknown("not decided within 1048576 bytes of memory"));
    }

    @Test
    void anUnknownPartIsNamedAndIsNotOk() {
        Checker<Register.Content, Input, Output> checker =
                new Checker<>(MODEL, new CheckLimits(Duration.ofMinutes(1), 1 << 20, 1), () -> 0);
        assertThat(checker.checkParts(Map.of("x", hard(), "y", List.of(write("a", 1, 2)))))
                .isEqualTo(new Verdict.Unknown("key x: not decided within 1048576 bytes of memory"));
    }

    @Test
    void anIllegalPartOutweighsAnUnknownOne() {
        Checker<Register.Content, Input, Output> checker =
                new Checker<>(MODEL, new CheckLimits(Duration.ofMinutes(1), 1 << 20, 1), () -> 0);
        assertThat(checker.checkParts(Map.of("x", hard(), "y", List.of(read("a", 1, 2)))))
                .isInstanceOfSatisfying(Verdict.Illegal.class, illegal -> assertThat(illegal.part())
                        .isEqualTo("y"));
    }

    @Test
    void severalThreadsFindTheOneIllegalPart() {
        Map<Integer, List<Operation<Input, Output>>> parts = new LinkedHashMap<>();
        for (int key = 0; key < 100; key++) {
            parts.put(key, List.of(write("a", 1, 2), read(key == 77 ? "b" : "a", 3, 4)));
        }
        Checker<Register.Content, Input, Output> checker = new Checker<>(MODEL, CheckLimits.DEFAULT.withThreads(4));
        assertThat(checker.checkParts(parts))
                .isInstanceOfSatisfying(Verdict.Illegal.class, illegal -> assertThat(illegal.part())
                        .isEqualTo(77));
        parts.remove(77);
        assertThat(checker.checkParts(parts)).isEqualTo(new Verdict.Ok());
    }

    @Test
    void anIllegalPartCancelsTheOthers() {
        Map<String, List<Operation<Input, Output>>> parts = Map.of("hard", hard(), "bad", List.of(read("a", 1, 2)));
        CheckLimits limits = new CheckLimits(Duration.ofDays(1), 1L << 30, 2);
        assertThat(new Checker<>(MODEL, limits, () -> 0).checkParts(parts))
                .isInstanceOfSatisfying(Verdict.Illegal.class, illegal -> assertThat(illegal.part())
                        .isEqualTo("bad"));
    }

    @Test
    void allPartsThatAreNotLinearizableAreNamedAndTheSmallestIsExplained() {
        Map<String, List<Operation<Input, Output>>> parts = new LinkedHashMap<>();
        for (int key = 40; key > 0; key--) {
            List<Operation<Input, Output>> part = new ArrayList<>(List.of(write("a", 1, 2)));
            part.add(read(key % 7 == 2 ? "b" : "a", 3, 4));
            for (int i = 0; i < key; i++) {
                part.add(read("a", 5, 6));
            }
            parts.put(String.valueOf(key), part);
        }
        for (int threads : new int[] {1, 4}) {
            Checker<Register.Content, Input, Output> checker =
                    new Checker<>(MODEL, CheckLimits.DEFAULT.withThreads(threads));
            assertThat(checker.checkParts(parts)).isInstanceOfSatisfying(Verdict.Illegal.class, illegal -> {
                assertThat(illegal.part()).isEqualTo("2");
                assertThat(illegal.parts()).containsExactly("2", "9", "16", "23", "30", "37");
                assertThat(illegal.undecided()).isZero();
            });
        }
    }

    @Test
    void smallestPartIsExplainedAlsoIfItsCheckTakesLong() {
        List<Operation<Input, Output>> slow = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            slow.add(write("v" + i, 1, 20));
        }
        slow.add(read("none", 30, 31));
        Map<String, List<Operation<Input, Output>>> parts = Map.of("5", slow, "6", slow, "4", slow);
        for (int threads : new int[] {1, 3}) {
            Checker<Register.Content, Input, Output> checker =
                    new Checker<>(MODEL, CheckLimits.DEFAULT.withThreads(threads), () -> 0);
            assertThat(checker.checkParts(parts))
                    .isInstanceOfSatisfying(Verdict.Illegal.class, illegal -> assertThat(illegal.part())
                            .isEqualTo("4"));
        }
    }

    @Test
    void aModelThatFailsFailsTheCheck() {
        Model<String, Input, Output> broken = new Model<>() {
            @Override
            public String initial() {
                return "";
            }

            @Override
            public String step(String state, Input input, Output output) {
                throw new IllegalArgumentException("no such input");
            }
        };
        var parts = Map.of("x", List.of(write("a", 1, 2)), "y", List.of(write("a", 1, 2)));
        assertThatThrownBy(() -> new Checker<>(broken, CheckLimits.DEFAULT.withThreads(2)).checkParts(parts))
                .hasRootCauseMessage("no such input");
    }

    @Test
    void theOrderFoundIsValid() {
        var history = List.of(write("a", 1, 10), write("b", 2, 9), read("a", 3, 4), read("b", 5, 6), read("c", 20, 21));
        Order<Input, Output> order = new Checker<>(MODEL).order(history.subList(0, 4));
        assertThat(order.complete()).isTrue();
        assertThat(Orders.fault(MODEL, history.subList(0, 4), order.operations()))
                .isNull();
        Order<Input, Output> broken = new Checker<>(MODEL).order(history);
        assertThat(broken.complete()).isFalse();
        assertThat(broken.operations()).hasSize(4);
    }

    @Test
    void limitsAreChecked() {
        assertThatThrownBy(() -> new CheckLimits(Duration.ofSeconds(-1), 1, 1)).hasMessageContaining("allowed is");
        assertThatThrownBy(() -> new CheckLimits(Duration.ZERO, 0, 1)).hasMessageContaining("allowed is");
        assertThatThrownBy(() -> new CheckLimits(Duration.ZERO, 1, 0)).hasMessageContaining("allowed is");
        assertThatThrownBy(() -> new Operation<>(1, "x", "y", 5, 4)).hasMessageContaining("cannot have ended at 4");
    }

    @Test
    void anErrorInAWorkerThreadIsRethrown() {
        Error error = new OutOfMemoryError("as if");
        Model<String, Input, Output> large = new Model<>() {
            @Override
            public String initial() {
                return "";
            }

            @Override
            public String step(String state, Input input, Output output) {
                throw error;
            }
        };
        var parts = Map.of("x", List.of(write("a", 1, 2)), "y", List.of(write("a", 1, 2)));
        assertThatThrownBy(() -> new Checker<>(large, CheckLimits.DEFAULT.withThreads(2)).checkParts(parts))
                .isSameAs(error);
    }
}
