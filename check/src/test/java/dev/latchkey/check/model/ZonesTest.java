package dev.latchkey.check.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Budget;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Judge.Answer;
import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests each rule of the checks by zones with a history that only this rule decides. */
class ZonesTest {

    private static final Budget BUDGET = Budget.of(CheckLimits.DEFAULT, () -> 0);
    private static final long OPEN = Operation.OPEN;

    private static Operation<Register.Input, Register.Output> write(Object value, long call, long end) {
        return new Operation<>(
                1,
                new Register.Input.Write(value),
                end == OPEN ? Register.Output.UNKNOWN : Register.Output.DONE,
                call,
                end);
    }

    private static Operation<Register.Input, Register.Output> read(Object value, long call, long end) {
        return new Operation<>(2, new Register.Input.Read(), new Register.Output.Held(value), call, end);
    }

    @SafeVarargs
    private static Answer register(Operation<Register.Input, Register.Output>... operations) {
        Register model = new Register(new Register.Content("initial"));
        List<Operation<Register.Input, Register.Output>> history = new ArrayList<>();
        for (var operation : operations) {
            history.add(operation);
        }
        return agreed(model, history);
    }

    /** Asserts that brute force agrees. Returns UNKNOWN if the search is needed. */
    private static <S, I, O> Answer agreed(Model<S, I, O> model, List<Operation<I, O>> history) {
        Judge<I, O> engine = model.engine();
        Answer answer = engine.needsSearch(history, BUDGET) ? Answer.UNKNOWN : engine.judge(history, BUDGET);
        assertThat(answer)
                .as("brute force agrees")
                .isIn(Answer.UNKNOWN, Judge.bruteForce(model).judge(history, BUDGET));
        return answer;
    }

    @Test
    void aValueThatNobodyWroteCannotBeRead() {
        assertThat(register(read("a", 1, 2))).isEqualTo(Answer.ILLEGAL);
        assertThat(register(read("initial", 1, 2))).isEqualTo(Answer.LEGAL);
    }

    @Test
    void aReadEndsAfterItsWriteBegins() {
        assertThat(register(write("a", 5, 6), read("a", 1, 4))).isEqualTo(Answer.ILLEGAL);
        assertThat(register(write("a", 5, 6), read("a", 1, 5))).isEqualTo(Answer.LEGAL);
    }

    @Test
    void forwardZonesDoNotOverlap() {
        assertThat(register(write("a", 1, 2), write("b", 3, 4), read("a", 7, 8), read("b", 9, 10)))
                .isEqualTo(Answer.ILLEGAL);
        assertThat(register(write("a", 1, 4), write("b", 4, 5), read("a", 3, 6), read("b", 9, 10)))
                .isEqualTo(Answer.LEGAL);
    }

    @Test
    void forwardZonesMayTouch() {
        assertThat(register(write("a", 1, 2), read("a", 5, 6), write("b", 4, 5), read("b", 9, 10)))
                .isEqualTo(Answer.LEGAL);
        assertThat(register(write("a", 1, 2), read("a", 5, 6), write("b", 3, 4), read("b", 9, 10)))
                .isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void aBackwardZoneIsNotInsideAForwardOne() {
        assertThat(register(write("a", 1, 2), write("b", 4, 5), read("a", 7, 8)))
                .isEqualTo(Answer.ILLEGAL);
        assertThat(register(write("a", 1, 2), write("b", 4, 7), read("a", 7, 8)))
                .as("b may take effect after the read at 7")
                .isEqualTo(Answer.LEGAL);
        assertThat(register(write("a", 1, 2), write("b", 2, 5), read("a", 7, 8)))
                .as("b may take effect before a at 2")
                .isEqualTo(Answer.LEGAL);
    }

    @Test
    void theInitialValueIsAWriteBeforeEverything() {
        long least = Long.MIN_VALUE;
        assertThat(register(write("a", 1, 2), read("initial", 3, 4))).isEqualTo(Answer.ILLEGAL);
        assertThat(register(write("a", least, least), read("initial", 3, 4))).isEqualTo(Answer.ILLEGAL);
        assertThat(register(write("a", 1, 3), read("initial", 3, 4))).isEqualTo(Answer.LEGAL);
    }

    @Test
    void anOpenWriteThatWasReadMayTakeEffectLate() {
        assertThat(register(write("a", 1, OPEN), write("b", 2, 3), read("b", 4, 5), read("a", 6, 7)))
                .isEqualTo(Answer.LEGAL);
        assertThat(register(write("a", 1, OPEN), read("a", 2, 3), write("b", 4, 5), read("b", 6, 7), read("a", 8, 9)))
                .isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void anOpenWriteThatNobodyReadIsLeftOut() {
        assertThat(register(write("b", 1, 2), write("a", 3, OPEN), read("b", 5, 6)))
                .isEqualTo(Answer.LEGAL);
        assertThat(register(write("b", 1, 2), write("a", 3, OPEN), write("a", 3, OPEN), read("b", 5, 6)))
                .isEqualTo(Answer.LEGAL);
    }

    @Test
    void aClosedWriteThatNobodyReadIsKept() {
        assertThat(register(write("b", 1, 2), write("a", 3, 4), read("b", 5, 6)))
                .isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void aValueThatWasWrittenTwiceAndReadIsLeftToTheSearch() {
        assertThat(register(write("a", 1, 2), write("b", 3, 4), write("a", 5, 6), read("a", 7, 8)))
                .isEqualTo(Answer.UNKNOWN);
        assertThat(register(write("a", 1, 2), write("initial", 3, 4), read("initial", 5, 6)))
                .isEqualTo(Answer.UNKNOWN);
        assertThat(register(write("a", 1, 2), write("a", 3, 4), write("b", 5, 6), read("b", 7, 8)))
                .as("nobody read the repeated value")
                .isEqualTo(Answer.LEGAL);
    }

    @Test
    void aCompareAndSetIsLeftToTheSearch() {
        var compare = new Register.Input.CompareAndSet("a", "b");
        assertThat(register(write("a", 1, 2), new Operation<>(3, compare, Register.Output.DONE, 3, 4)))
                .isEqualTo(Answer.UNKNOWN);
        assertThat(register(write("a", 1, 2), new Operation<>(3, compare, Register.Output.REFUSED, 3, 4)))
                .isEqualTo(Answer.UNKNOWN);
        assertThat(register(write("a", 1, 2), new Operation<>(3, compare, Register.Output.UNKNOWN, 3, OPEN)))
                .isEqualTo(Answer.UNKNOWN);
        assertThat(register(write("a", 1, 2), new Operation<>(3, compare, Register.Output.REFUSED, 3, OPEN)))
                .isEqualTo(Answer.LEGAL);
    }

    private static Operation<ElementSet.Input, ElementSet.Output> add(Object element, long call, long end) {
        return new Operation<>(
                1,
                new ElementSet.Input.Add(element),
                end == OPEN ? ElementSet.Output.UNKNOWN : ElementSet.Output.DONE,
                call,
                end);
    }

    private static Operation<ElementSet.Input, ElementSet.Output> seen(long call, long end, Object... elements) {
        return new Operation<>(
                2, new ElementSet.Input.Read(), new ElementSet.Output.Elements(Set.of(elements)), call, end);
    }

    @SafeVarargs
    private static Answer set(Operation<ElementSet.Input, ElementSet.Output>... operations) {
        ElementSet model = new ElementSet();
        List<Operation<ElementSet.Input, ElementSet.Output>> history = new ArrayList<>();
        for (var operation : operations) {
            history.add(operation);
        }
        return agreed(model, history);
    }

    @Test
    void readsOfASetFormAChain() {
        assertThat(set(add(1, 1, 9), add(2, 1, 9), seen(1, 9, 1), seen(1, 9, 2)))
                .isEqualTo(Answer.ILLEGAL);
        assertThat(set(add(1, 1, 9), add(2, 1, 9), seen(1, 9, 1), seen(1, 9, 1, 2)))
                .isEqualTo(Answer.LEGAL);
    }

    @Test
    void theChainOfReadsRespectsTheTimes() {
        assertThat(set(add(1, 1, 4), add(2, 2, 5), seen(6, 7, 1), seen(8, 9, 2)))
                .isEqualTo(Answer.ILLEGAL);
        assertThat(set(add(1, 5, 6), add(2, 1, 2), seen(5, 9, 1), seen(5, 9, 1, 2)))
                .as("2 was added before 1")
                .isEqualTo(Answer.ILLEGAL);
        assertThat(set(add(1, 1, 2), seen(3, 4))).as("the add was not seen").isEqualTo(Answer.ILLEGAL);
        assertThat(set(add(1, 5, 6), seen(1, 4, 1))).as("seen too early").isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void anElementNeedsAnAdd() {
        assertThat(set(seen(1, 2, 1))).isEqualTo(Answer.ILLEGAL);
        assertThat(set(add(1, 1, OPEN), seen(3, 4, 1), seen(5, 6, 1))).isEqualTo(Answer.LEGAL);
        assertThat(set(add(1, 1, OPEN), seen(3, 4), seen(5, 6))).isEqualTo(Answer.LEGAL);
        assertThat(set(add(1, 1, OPEN), seen(3, 4, 1), seen(5, 6))).isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void anElementThatWasAddedTwiceIsLeftToTheSearch() {
        assertThat(set(add(1, 1, 2), add(1, 5, 6), seen(3, 4, 1))).isEqualTo(Answer.UNKNOWN);
        assertThat(set(add(1, 5, 6), add(1, 1, OPEN), seen(3, 4, 1))).isEqualTo(Answer.UNKNOWN);
        assertThat(set(add(1, 5, 6), add(1, 1, OPEN), seen(3, 4)))
                .as("the open add was not seen, so it is left out")
                .isEqualTo(Answer.LEGAL);
    }

    private static Operation<StringMap.Input, StringMap.Output> append(String value, long call, long end) {
        return new Operation<>(
                1,
                new StringMap.Input.Append("k", value),
                end == OPEN ? StringMap.Output.UNKNOWN : StringMap.Output.DONE,
                call,
                end);
    }

    private static Operation<StringMap.Input, StringMap.Output> put(String value, long call, long end) {
        return new Operation<>(
                1,
                new StringMap.Input.Put("k", value),
                end == OPEN ? StringMap.Output.UNKNOWN : StringMap.Output.DONE,
                call,
                end);
    }

    private static Operation<StringMap.Input, StringMap.Output> get(String value, long call, long end) {
        return new Operation<>(2, new StringMap.Input.Get("k"), new StringMap.Output.Value(value), call, end);
    }

    @SafeVarargs
    private static Answer map(Operation<StringMap.Input, StringMap.Output>... operations) {
        StringMap model = new StringMap();
        List<Operation<StringMap.Input, StringMap.Output>> history = new ArrayList<>();
        for (var operation : operations) {
            history.add(operation);
        }
        return agreed(model, history);
    }

    @Test
    void aReadTellsTheOrderOfAppends() {
        assertThat(map(append("a", 1, 9), append("b", 1, 9), get("ba", 1, 9))).isEqualTo(Answer.LEGAL);
        assertThat(map(append("a", 1, 2), append("b", 3, 4), get("ba", 5, 6))).isEqualTo(Answer.ILLEGAL);
        assertThat(map(append("a", 1, 9), append("b", 1, 9), get("ab", 1, 9), get("ba", 1, 9)))
                .isEqualTo(Answer.ILLEGAL);
        assertThat(map(append("a", 1, 9), append("b", 1, 9), get("ac", 1, 9))).isEqualTo(Answer.ILLEGAL);
        assertThat(map(append("a", 1, 9), get("aa", 1, 9))).isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void aPutBeginsAZone() {
        assertThat(map(append("a", 1, 2), put("b", 3, 4), append("c", 5, 6), get("bc", 7, 8)))
                .isEqualTo(Answer.LEGAL);
        assertThat(map(append("a", 1, 2), put("b", 3, 4), get("ab", 7, 8))).isEqualTo(Answer.ILLEGAL);
        assertThat(map(append("a", 1, 2), put("b", 3, 4), get("a", 5, 6))).isEqualTo(Answer.ILLEGAL);
        assertThat(map(append("a", 1, 2), put("b", 1, 4), get("", 5, 6))).isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void theTimesTellWhichOfTwoEqualAppendsWasRead() {
        assertThat(map(append("a", 1, 2), get("a", 3, 4), append("a", 5, 6), put("b", 7, 8), get("b", 9, 10)))
                .isEqualTo(Answer.LEGAL);
        assertThat(map(append("a", 1, 2), append("a", 5, 6), get("aa", 3, 4))).isEqualTo(Answer.ILLEGAL);
        assertThat(map(append("a", 1, 2), append("a", 3, 4), get("aa", 5, 6))).isEqualTo(Answer.LEGAL);
        assertThat(map(append("a", 1, 2), put("b", 3, 4), append("a", 5, 6), get("ba", 7, 8)))
                .isEqualTo(Answer.LEGAL);
        assertThat(map(append("a", 1, 9), put("b", 1, 9), append("a", 1, 9), get("ba", 7, 8)))
                .isEqualTo(Answer.UNKNOWN);
    }

    @Test
    void aStringThatMayBeAPutOrTheFirstAppendIsLeftToTheSearch() {
        assertThat(map(append("a", 1, 9), put("a", 1, 9), get("a", 10, 11))).isEqualTo(Answer.UNKNOWN);
        assertThat(map(put("a", 1, 2), append("a", 3, 4), get("aa", 5, 6))).isEqualTo(Answer.LEGAL);
    }

    @Test
    void stringsThatBeginOtherStringsAreLeftToTheSearch() {
        assertThat(map(append("a", 1, 2), append("ab", 3, 4), get("aab", 5, 6))).isEqualTo(Answer.UNKNOWN);
    }
}
