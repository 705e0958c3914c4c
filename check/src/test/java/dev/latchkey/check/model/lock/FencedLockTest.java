package dev.latchkey.check.model.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Budget;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Judge.Answer;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Orders;
import dev.latchkey.check.model.lock.Mutex.Input;
import dev.latchkey.check.model.lock.Mutex.Output;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of the check of fenced locks without a search, one history each. */
final class FencedLockTest {

    private static final Mutex LOCK = new Mutex(true);
    private static final Budget BUDGET = Budget.of(CheckLimits.DEFAULT, () -> 0);

    private final List<Operation<Input, Output>> history = new ArrayList<>();

    private FencedLockTest grant(String owner, long token, long call, long end) {
        return add(new Input.Acquire(owner), new Output.Granted(token), call, end);
    }

    private FencedLockTest release(String owner, long call, long end) {
        return add(new Input.Release(owner), Output.DONE, call, end);
    }

    private FencedLockTest lostRelease(String owner, long call) {
        return add(new Input.Release(owner), Output.UNKNOWN, call, Operation.OPEN);
    }

    private FencedLockTest refused(Input input, long call, long end) {
        return add(input, Output.REFUSED, call, end);
    }

    private FencedLockTest add(Input input, Output output, long call, long end) {
        history.add(new Operation<>(history.size(), input, output, call, end));
        return this;
    }

    /** Checks without the search, if that is possible, and validates the order. */
    private Answer answer() {
        assertThat(LOCK.engine().needsSearch(history, BUDGET)).isFalse();
        Answer answer = LOCK.engine().judge(history, BUDGET);
        if (answer == Answer.LEGAL) {
            assertThat(Orders.fault(
                            LOCK, history, LOCK.engine().order(history, BUDGET).operations()))
                    .isNull();
        }
        return answer;
    }

    @Test
    void tokensTellTheOrderOfOverlappingGrants() {
        grant("a", 2, 0, 90).grant("b", 1, 1, 95).release("b", 96, 99);
        assertThat(answer()).isEqualTo(Answer.ILLEGAL);
        history.clear();
        grant("a", 2, 0, 90).grant("b", 1, 1, 50).release("b", 51, 60);
        assertThat(answer()).isEqualTo(Answer.LEGAL);
    }

    @Test
    void tokenIsNeverGrantedTwice() {
        grant("a", 1, 0, 1).release("a", 2, 3).grant("b", 1, 4, 5);
        assertThat(answer()).isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void grantNeedsAReleaseOfTheHolderBefore() {
        grant("a", 1, 0, 1).grant("b", 2, 2, 3);
        assertThat(answer()).isEqualTo(Answer.ILLEGAL);
        lostRelease("a", 1);
        assertThat(answer()).isEqualTo(Answer.LEGAL);
        history.clear();
        grant("a", 1, 0, 1).grant("b", 2, 2, 3).lostRelease("a", 4);
        assertThat(answer()).as("released too late").isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void lostReleasesAreUsedInTheOrderOfTheirCalls() {
        lostRelease("a", 5).lostRelease("a", 2);
        grant("a", 1, 0, 1)
                .grant("b", 2, 2, 3)
                .release("b", 4, 4)
                .grant("a", 3, 5, 6)
                .grant("b", 4, 7, 8);
        assertThat(answer()).isEqualTo(Answer.LEGAL);
    }

    @Test
    void releaseNeedsAGrant() {
        grant("a", 1, 0, 1).release("a", 2, 3).release("a", 4, 5);
        assertThat(answer()).isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void refusedAcquireDelaysTheRelease() {
        grant("a", 1, 0, 10).release("a", 11, 40).refused(new Input.Acquire("b"), 30, 35);
        assertThat(answer()).isEqualTo(Answer.LEGAL);
        refused(new Input.Release("a"), 12, 22);
        assertThat(answer()).as("the lock was released by 22").isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void refusedAcquireNeedsATimeAtWhichTheLockIsHeld() {
        grant("a", 1, 0, 10)
                .release("a", 11, 40)
                .refused(new Input.Acquire("b"), 30, 35)
                .grant("c", 2, 12, 25);
        assertThat(answer()).as("c does not release the lock").isEqualTo(Answer.LEGAL);
        release("c", 26, 29);
        assertThat(answer()).as("the lock is free from 29 on").isEqualTo(Answer.ILLEGAL);
    }

    @Test
    void delayedReleaseMovesLaterOnes() {
        grant("a", 1, 0, 10).release("a", 11, 40).grant("b", 2, 12, 60).release("b", 61, 70);
        refused(new Input.Acquire("c"), 20, 21).refused(new Input.Release("a"), 12, 22);
        assertThat(answer()).isEqualTo(Answer.LEGAL);
        refused(new Input.Release("a"), 12, 19);
        assertThat(answer()).isEqualTo(Answer.LEGAL);
    }

    @Test
    void refusedReleaseNeedsATimeAtWhichTheOwnerIsNotTheHolder() {
        grant("a", 1, 0, 10).refused(new Input.Release("a"), 20, 30);
        assertThat(answer()).isEqualTo(Answer.ILLEGAL);
        lostRelease("a", 12);
        assertThat(answer()).isEqualTo(Answer.LEGAL);
    }

    @Test
    void acquireWithAnUnknownResultIsLeftOutIfPossible() {
        grant("a", 1, 0, 10).release("a", 11, 12).add(new Input.Acquire("b"), Output.UNKNOWN, 13, Operation.OPEN);
        assertThat(answer()).isEqualTo(Answer.LEGAL);
        refused(new Input.Acquire("c"), 20, 30);
        assertThat(LOCK.engine().needsSearch(history, BUDGET)).isTrue();
        assertThat(LOCK.engine().judge(history, BUDGET)).isEqualTo(Answer.LEGAL);
    }

    @Test
    void longHistoryIsCheckedWithoutSearch() {
        for (int i = 0; i < 100_000; i++) {
            long at = 10L * i;
            String owner = "client " + i % 15;
            grant(owner, i + 1, Math.max(0, at - 120), at + 1).release(owner, at + 2, at + 9);
            refused(new Input.Acquire("client " + (i + 7) % 15), at + 1, at + 4);
        }
        assertThat(answer()).isEqualTo(Answer.LEGAL);
    }
}
