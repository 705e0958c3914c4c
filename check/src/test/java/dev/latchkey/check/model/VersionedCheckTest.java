package dev.latchkey.check.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Budget;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Judge.Answer;
import dev.latchkey.check.Operation;
import dev.latchkey.check.model.VersionedInput.Delete;
import dev.latchkey.check.model.VersionedInput.Get;
import dev.latchkey.check.model.VersionedInput.Put;
import dev.latchkey.check.model.VersionedOutput.Conflict;
import dev.latchkey.check.model.VersionedOutput.Found;
import dev.latchkey.check.model.VersionedOutput.Written;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests each rule of the check without search with a history that only this rule decides. */
class VersionedCheckTest {

    private static final Budget BUDGET = Budget.of(CheckLimits.DEFAULT, () -> 0);

    private static Operation<VersionedInput, VersionedOutput> get(long call, long end, Object value, long version) {
        return new Operation<>(1, new Get(), new Found(value, version), call, end);
    }

    private static Operation<VersionedInput, VersionedOutput> absent(long call, long end) {
        return new Operation<>(1, new Get(), VersionedOutput.NO_KEY, call, end);
    }

    private static Operation<VersionedInput, VersionedOutput> put(
            long call, long end, Object value, long version, VersionedOutput output) {
        return new Operation<>(2, new Put(value, version), output, call, end);
    }

    private static Operation<VersionedInput, VersionedOutput> put(long call, long end, Object value, long version) {
        return put(call, end, value, version, new Written(version + 1));
    }

    private static Operation<VersionedInput, VersionedOutput> lost(long call, Object value, long version) {
        return put(call, Operation.OPEN, value, version, VersionedOutput.UNKNOWN);
    }

    private static Operation<VersionedInput, VersionedOutput> delete(
            long call, long end, long version, VersionedOutput output) {
        return new Operation<>(3, new Delete(version), output, call, end);
    }

    private static Operation<VersionedInput, VersionedOutput> delete(long call, long end, long version) {
        return delete(call, end, version, new Written(version + 1));
    }

    @SafeVarargs
    private static Answer judged(Operation<VersionedInput, VersionedOutput>... operations) {
        List<Operation<VersionedInput, VersionedOutput>> history = new ArrayList<>();
        for (Operation<VersionedInput, VersionedOutput> operation : operations) {
            history.add(operation);
        }
        VersionedRegister model = new VersionedRegister();
        Answer answer = new VersionedCheck(model.initial(), Judge.search(model)).judgeFast(history, BUDGET);
        assertThat(answer)
                .as("brute force agrees")
                .isIn(Answer.UNKNOWN, Judge.bruteForce(model).judge(history, BUDGET));
        return answer;
    }

    @Test
    void aVersionIsNotMadeBeforeThePreviousOneIsLastObserved() {
        assertThat(judged(put(1, 2, "a", 0), put(3, 4, "b", 1), get(5, 6, "a", 1)))
                .isEqualTo(Answer.ILLEGAL);
        assertThat(judged(put(1, 2, "a", 0), put(3, 5, "b", 1), get(5, 6, "a", 1)))
                .isEqualTo(Answer.LEGAL);
    }

    @Test
    void aWriteMayEndAtTheLeastTime() {
        long first = Long.MIN_VALUE;
        assertThat(judged(put(first, first, "a", 0))).isEqualTo(Answer.LEGAL);
        assertThat(judged(put(first, first, "a", 0), put(first, first, "b", 0))).isEqualTo(Answer.ILLEGAL);
        assertThat(judged(put(first, first, "a", 0), absent(first + 1, 5))).isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void aVersionIsMadeBeforeTheEndOfItsCreator() {
        assertThat(judged(put(5, 6, "a", 0), put(1, 4, "b", 1))).isEqualTo(Answer.ILLEGAL);
        assertThat(judged(put(5, 6, "a", 0), put(1, 5, "b", 1))).isEqualTo(Answer.LEGAL);
    }

    @Test
    void aVersionIsMadeBeforeItIsObserved() {
        assertThat(judged(put(5, 6, "a", 0), get(1, 4, "a", 1))).isEqualTo(Answer.ILLEGAL);
        assertThat(judged(lost(5, "a", 0), get(1, 4, "a", 1))).isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void aConflictObservesTheCurrentVersion() {
        assertThat(judged(put(1, 2, "a", 0), put(3, 4, "b", 1), put(5, 6, "c", 0, new Conflict(1))))
                .isEqualTo(Answer.ILLEGAL);
        assertThat(judged(put(1, 2, "a", 0), put(3, 4, "b", 1), put(5, 6, "c", 0, new Conflict(2))))
                .isEqualTo(Answer.LEGAL);
        assertThat(judged(put(1, 2, "a", 0), put(3, 4, "b", 1, new Conflict(1))))
                .isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void aVersionHasOneCreatorAndOneValue() {
        assertThat(judged(put(1, 9, "a", 0), put(1, 9, "a", 0))).isEqualTo(Answer.ILLEGAL);
        assertThat(judged(put(1, 9, "a", 0), get(1, 9, "b", 1))).isEqualTo(Answer.ILLEGAL);
        assertThat(judged(lost(1, "a", 0), get(2, 3, "a", 1), get(4, 5, "b", 1)))
                .isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void theEarliestOfSeveralCandidatesIsTaken() {
        assertThat(judged(put(1, 2, "a", 0), lost(3, "b", 1), lost(20, "b", 1), get(5, 6, "b", 2)))
                .isEqualTo(Answer.LEGAL);
        assertThat(judged(put(1, 2, "a", 0), lost(20, "b", 1), lost(3, "b", 1), get(5, 6, "b", 2)))
                .isEqualTo(Answer.LEGAL);
        assertThat(judged(put(1, 2, "a", 0), lost(20, "b", 1), lost(9, "b", 1), get(5, 6, "b", 2)))
                .isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void anObservedVersionNeedsACreator() {
        assertThat(judged(put(1, 2, "a", 0), get(3, 4, "b", 2))).isEqualTo(Answer.ILLEGAL);
        assertThat(judged(put(1, 2, "a", 0), lost(1, "c", 1), get(3, 4, "b", 2)))
                .isEqualTo(Answer.ILLEGAL);
        assertThat(judged(get(3, 4, "b", 1_000_000_000_000L))).isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void anAbsentKeyIsObservedAtSomeAbsentVersion() {
        var first = put(1, 2, "a", 0);
        var gone = delete(5, 6, 1);
        var second = put(9, 10, "b", 0, new Written(3));
        assertThat(judged(first, gone, second, absent(7, 8))).isEqualTo(Answer.LEGAL);
        assertThat(judged(first, gone, second, absent(3, 4))).isEqualTo(Answer.ILLEGAL);
        assertThat(judged(first, gone, second, absent(11, 12))).isEqualTo(Answer.ILLEGAL);
        assertThat(judged(first, gone, second, absent(0, 1))).isEqualTo(Answer.LEGAL);
    }

    @Test
    void theLastAbsentVersionThatIsMadeInTimeIsTaken() {
        assertThat(judged(
                        put(1, 2, "a", 0),
                        delete(3, 20, 1),
                        put(4, 30, "b", 0, new Written(3)),
                        absent(10, 12),
                        get(31, 32, "b", 3)))
                .isEqualTo(Answer.LEGAL);
        assertThat(judged(put(1, 2, "a", 0), delete(3, 20, 1), put(4, 9, "b", 0, new Written(3)), absent(10, 12)))
                .as("the key was created again before the read")
                .isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void anObservedAbsenceDelaysTheNextCreate() {
        assertThat(judged(
                        put(1, 2, "a", 0),
                        delete(3, 4, 1),
                        put(3, 20, "b", 0, new Written(3)),
                        absent(10, 12),
                        get(5, 8, "b", 3)))
                .isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void aMaybeTookEffectOrMetALaterVersion() {
        assertThat(judged(put(1, 2, "a", 0), put(3, 4, "b", 1, VersionedOutput.MAYBE), get(5, 6, "b", 2)))
                .isEqualTo(Answer.LEGAL);
        assertThat(judged(put(1, 2, "a", 0), put(3, 4, "b", 1, VersionedOutput.MAYBE), get(5, 6, "a", 1)))
                .as("neither took effect nor was refused by a later version")
                .isEqualTo(Answer.ILLEGAL);
        assertThat(judged(put(1, 2, "a", 0), put(3, 4, "x", 1), put(5, 6, "b", 1, VersionedOutput.MAYBE)))
                .isEqualTo(Answer.LEGAL);
        assertThat(judged(put(1, 2, "a", 0), put(3, 4, "b", 3, VersionedOutput.MAYBE)))
                .isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void aMaybeDeleteWithoutEffectMetALaterVersion() {
        assertThat(judged(put(1, 2, "a", 0), put(3, 4, "b", 1), delete(5, 6, 1, VersionedOutput.MAYBE)))
                .isEqualTo(Answer.LEGAL);
        assertThat(judged(put(1, 2, "a", 0), delete(3, 4, 1), delete(5, 6, 1, VersionedOutput.MAYBE)))
                .isEqualTo(Answer.ILLEGAL);
        assertThat(judged(put(1, 2, "a", 0), delete(3, 4, 1, VersionedOutput.MAYBE), put(5, 6, "b", 0, new Written(3))))
                .isEqualTo(Answer.LEGAL);
    }

    @Test
    void lostCreatesAreDistinguishedByTheirValues() {
        assertThat(judged(lost(1, "a", 0), lost(1, "b", 0), get(2, 3, "b", 1), delete(4, 5, 1), get(6, 7, "a", 3)))
                .isEqualTo(Answer.LEGAL);
        assertThat(judged(lost(9, "a", 0), lost(1, "b", 0), get(2, 3, "b", 1), delete(4, 5, 1), get(6, 7, "a", 3)))
                .isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void unreadLostCreatesAreAssignedInTheOrderOfTheirCalls() {
        assertThat(judged(lost(6, "a", 0), lost(1, "b", 0), delete(4, 5, 1), put(7, 8, "c", 0, new Conflict(3))))
                .isEqualTo(Answer.LEGAL);
        assertThat(judged(lost(6, "a", 0), lost(6, "b", 0), delete(4, 5, 1), put(7, 8, "c", 0, new Conflict(3))))
                .isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void ambiguousHistoriesAreLeftToTheSearch() {
        assertThat(judged(
                        put(1, 2, "a", 0),
                        lost(3, "b", 1),
                        delete(3, Operation.OPEN, 1, VersionedOutput.UNKNOWN),
                        absent(4, 5)))
                .isEqualTo(Answer.UNKNOWN);
    }

    @Test
    void aKeyMayHaveVersionsBeforeTheHistory() {
        VersionedState there = new VersionedState("old", 41);
        VersionedCheck check = new VersionedCheck(there, Judge.search(new VersionedRegister(there)));
        assertThat(check.judgeFast(List.of(get(1, 2, "old", 41), put(3, 4, "new", 41), get(5, 6, "new", 42)), BUDGET))
                .isEqualTo(Answer.LEGAL);
        assertThat(check.judgeFast(List.of(get(1, 2, "other", 41)), BUDGET)).isEqualTo(Answer.ILLEGAL);
        assertThat(check.judgeFast(List.of(get(1, 2, "old", 40)), BUDGET)).isEqualTo(Answer.ILLEGAL);
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aVersionWithManyPossibleCreatorsIsLeftToTheSearchQuickly() {
        List<Operation<VersionedInput, VersionedOutput>> history = new ArrayList<>();
        history.add(put(1, 2, "a", 0));
        for (int i = 0; i < 60_000; i++) {
            history.add(delete(3, 10, 1, VersionedOutput.MAYBE));
        }
        history.add(put(4, 9, "b", 0, new Written(3)));
        VersionedRegister model = new VersionedRegister();
        assertThat(new VersionedCheck(model.initial(), Judge.search(model)).judgeFast(history, BUDGET))
                .isEqualTo(Answer.UNKNOWN);
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void versionsWithManyPossibleCreatesAreLeftToTheSearchQuickly() {
        List<Operation<VersionedInput, VersionedOutput>> history = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            history.add(lost(0, "a", 0));
            history.add(get(10L * i + 1, 10L * i + 2, "a", 2L * i + 1));
            history.add(delete(10L * i + 3, 10L * i + 4, 2L * i + 1));
        }
        VersionedRegister model = new VersionedRegister();
        assertThat(new VersionedCheck(model.initial(), Judge.search(model)).judgeFast(history, BUDGET))
                .isEqualTo(Answer.UNKNOWN);
    }
}
