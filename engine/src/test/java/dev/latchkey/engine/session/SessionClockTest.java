package dev.latchkey.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.SessionId;
import dev.latchkey.seams.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Deadlines and their order, and what a timer notices of pauses. */
class SessionClockTest {

    private static final SessionId A = new SessionId(1, 0);
    private static final SessionId B = new SessionId(1, 1);
    private static final SessionId C = new SessionId(-1, 0);

    private final ManualTime time = new ManualTime();
    private final SessionClock clock = new SessionClock(time, false);
    private int wakes;

    private void passMillis(long millis) {
        time.pass(Duration.ofMillis(millis));
    }

    private long millisToCheck() {
        return (clock.nextCheck().orElseThrow() - time.nanos()) / 1_000_000;
    }

    @Test
    void sessionsEndInTheOrderOfTheirDeadlinesAndThenOfTheirIds() {
        clock.begin(C, 10);
        clock.begin(B, 10);
        clock.begin(A, 20);
        passMillis(20);
        assertThat(clock.takeDue()).containsExactly(B, C, A);
        assertThat(clock.takeDue()).as("each once").isEmpty();
        assertThat(clock.ending()).isEqualTo(3);
    }

    @Test
    void whileAnEndIsNotExecutedEveryCommandChecks() {
        clock.begin(A, 10);
        clock.begin(B, 1_000);
        assertThat(clock.isCheckDue()).isFalse();
        passMillis(10);
        assertThat(clock.isCheckDue()).isTrue();
        clock.takeDue();
        assertThat(clock.isCheckDue()).isTrue();
        assertThat(clock.nextCheck()).isEmpty();
        clock.ended();
        assertThat(clock.isCheckDue()).isFalse();
        assertThat(millisToCheck()).isEqualTo(990);
    }

    @Test
    void withoutSessionsTheClockIsIdle() {
        assertThat(clock.isIdle()).isTrue();
        clock.begin(A, 10);
        assertThat(clock.isIdle()).isFalse();
        clock.remove(A);
        clock.remove(A);
        assertThat(clock.isIdle()).isTrue();
        assertThat(clock.nextExpiryMillis()).isEmpty();
    }

    @Test
    void ofTwoTimesToLiveOnlyTheLastOneCounts() {
        clock.begin(A, 100);
        clock.renew(A, 50, "first");
        clock.renew(A, 10_000, "second");
        clock.set(A, 50, "first");
        passMillis(60);
        assertThat(clock.takeDue()).isEmpty();
        clock.set(A, 10_000, "second");
        clock.set(A, 50, "second");
        passMillis(9_939);
        assertThat(clock.takeDue()).isEmpty();
        passMillis(1);
        assertThat(clock.takeDue()).containsExactly(A);
    }

    /** A renewal does not move a session in the sorted set, but it ends by its deadline. */
    @Test
    void renewedSessionsEndInTheOrderOfTheirNewDeadlines() {
        clock.begin(A, 10);
        clock.begin(B, 15);
        clock.begin(C, 30);
        passMillis(5);
        clock.renew(B);
        passMillis(4);
        clock.renew(A);
        passMillis(2);
        assertThat(clock.takeDue()).isEmpty();
        assertThat(millisToCheck()).isPositive();
        passMillis(19);
        assertThat(clock.takeDue()).containsExactly(A, B, C);
    }

    @Test
    void aDeadlineThatWasMovedIsNotLate() {
        clock.begin(A, 10);
        passMillis(9);
        clock.renew(A, 10_000, "longer");
        clock.set(A, 10_000, "longer");
        passMillis(5_000);
        assertThat(clock.takeDue()).isEmpty();
        assertThat(clock.forgiven()).isZero();
    }

    @Test
    void anEndThatWasRefusedIsDueAgainAfterASecond() {
        clock.begin(A, 10);
        passMillis(10);
        clock.takeDue();
        clock.endRefused(A, 10);
        assertThat(clock.ending()).isZero();
        passMillis(999);
        assertThat(clock.takeDue()).isEmpty();
        passMillis(1);
        assertThat(clock.takeDue()).containsExactly(A);
    }

    @Test
    void aTimerIsWokenWhenTheNextCheckMovesForward() {
        clock.timedBy(() -> wakes++);
        clock.begin(A, 60_000);
        assertThat(wakes).isEqualTo(1);
        assertThat(millisToCheck()).as("checks notice pauses").isEqualTo(100);
        clock.begin(B, 20);
        assertThat(wakes).isEqualTo(2);
        clock.renew(A);
        assertThat(wakes).isEqualTo(2);
    }

    /** The deadline of the session passes 50 ms before the machine resumes, so its lateness alone shows nothing. */
    @Test
    void aTimerNoticesAPauseThatNoDeadlineShows() {
        clock.timedBy(() -> {});
        clock.begin(A, 1_000);
        passMillis(100);
        assertThat(clock.takeDue()).isEmpty();
        passMillis(950);
        assertThat(clock.takeDue()).isEmpty();
        assertThat(clock.forgiven()).isEqualTo(Duration.ofMillis(850));
        assertThat(clock.nextExpiryMillis()).isEqualTo(OptionalLong.of(800));
        passMillis(100);
        assertThat(clock.takeDue()).isEmpty();
    }

    @Test
    void checksThatAreALittleLateForgiveNothing() {
        clock.timedBy(() -> {});
        clock.begin(A, 1_000);
        for (int i = 0; i < 4; i++) {
            assertThat(clock.takeDue()).isEmpty();
            passMillis(250);
        }
        assertThat(clock.takeDue()).containsExactly(A);
        assertThat(clock.forgiven()).isZero();
    }

    /** The session is due before the pause is noticed, and the check that notices it ends nobody. */
    @Test
    void timeBeforeAPauseIsNotForgivenWithTheNextOne() {
        clock.timedBy(() -> {});
        clock.begin(A, 60);
        passMillis(600);
        assertThat(clock.takeDue()).isEmpty();
        assertThat(clock.forgiven()).isEqualTo(Duration.ofMillis(500));
        passMillis(250);
        assertThat(clock.takeDue()).isEmpty();
        assertThat(clock.forgiven()).isEqualTo(Duration.ofMillis(750));
        assertThat(clock.takeDue()).containsExactly(A);
    }

    @Test
    void theTimeWithoutSessionsIsNoPause() {
        clock.timedBy(() -> {});
        passMillis(60_000);
        clock.begin(A, 10);
        passMillis(10);
        assertThat(clock.takeDue()).isEqualTo(List.of(A));
    }
}
