package dev.latchkey.app.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.seams.ManualTime;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When processes that do not exit are reported, and when they are killed. */
final class KillTimerTest {

    private final ManualTime time = new ManualTime();

    @Test
    void nothingIsDueBeforeASignal() {
        KillTimer timer = new KillTimer(time, Optional.of(Duration.ofSeconds(1)));
        time.pass(Duration.ofHours(1));
        assertThat(timer.poll()).isEqualTo(KillTimer.Due.NOTHING);
    }

    @Test
    void withoutAKillTimeTheyAreReportedOnceAndNeverKilled() {
        KillTimer timer = new KillTimer(time, Optional.empty());
        timer.begin();
        time.pass(KillTimer.REPORT_AFTER.minusNanos(1));
        assertThat(timer.poll()).isEqualTo(KillTimer.Due.NOTHING);
        time.pass(Duration.ofNanos(1));
        assertThat(timer.poll()).isEqualTo(KillTimer.Due.REPORT);
        time.pass(Duration.ofDays(1));
        assertThat(timer.poll()).isEqualTo(KillTimer.Due.NOTHING);
    }

    @Test
    void theyAreKilledAfterTheKillTimeUntilNoneIsLeft() {
        KillTimer timer = new KillTimer(time, Optional.of(Duration.ofSeconds(3)));
        timer.begin();
        time.pass(Duration.ofSeconds(3).minusNanos(1));
        assertThat(timer.poll()).isEqualTo(KillTimer.Due.NOTHING);
        time.pass(Duration.ofNanos(1));
        assertThat(timer.poll()).isEqualTo(KillTimer.Due.KILL);
        assertThat(timer.poll()).isEqualTo(KillTimer.Due.KILL);
    }

    @Test
    void furtherSignalsDoNotPostponeTheKill() {
        KillTimer timer = new KillTimer(time, Optional.of(Duration.ofSeconds(3)));
        timer.begin();
        time.pass(Duration.ofSeconds(2));
        timer.begin();
        time.pass(Duration.ofSeconds(1));
        assertThat(timer.poll()).isEqualTo(KillTimer.Due.KILL);
    }
}
