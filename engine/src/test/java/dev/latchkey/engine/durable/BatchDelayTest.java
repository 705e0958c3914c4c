package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.seams.ManualTime;
import org.junit.jupiter.api.Test;

class BatchDelayTest {

    private static final long FORCE = 1_000_000;

    /** Just before the wrap. */
    private static final long NOW = new ManualTime().nanos();

    private final BatchDelay gathering = new BatchDelay();

    @Test
    void firstCommandOfAllIsNotHeldUp() {
        assertThat(gathering.waitNanos(1, NOW)).isLessThanOrEqualTo(0);
    }

    @Test
    void oneClientNeverWaits() {
        gathering.answered(1, 0, FORCE, NOW);
        assertThat(gathering.waitNanos(1, NOW)).isLessThanOrEqualTo(0);
    }

    @Test
    void thoseJustAnsweredAreWaitedForHalfAForce() {
        gathering.answered(40, 10, FORCE, NOW);
        assertThat(gathering.expected()).isEqualTo(50);
        assertThat(gathering.waitNanos(10, NOW)).isEqualTo(FORCE / 2);
        assertThat(gathering.waitNanos(49, NOW + 400_000)).isEqualTo(100_000);
        assertThat(gathering.waitNanos(50, NOW)).isLessThanOrEqualTo(0);
        assertThat(gathering.waitNanos(10, NOW + FORCE)).as("across the wrap").isNegative();
    }

    @Test
    void slowDiskMakesNobodyWaitLong() {
        gathering.answered(40, 10, 1_000 * FORCE, NOW);
        assertThat(gathering.waitNanos(10, NOW)).isEqualTo(2_000_000);
    }

    @Test
    void waitingInVainIsNotDoneAgainForAWhileAndThatGrows() {
        int waited = 0;
        for (int batch = 0; batch < 1_000; batch++) {
            gathering.answered(10, 0, FORCE, NOW);
            if (gathering.waitNanos(1, NOW) > 0) {
                waited++;
            }
            gathering.begins(1);
        }
        assertThat(waited).isBetween(2, 25);
    }

    @Test
    void waitingThatPaysIsDoneEveryTime() {
        for (int batch = 0; batch < 100; batch++) {
            gathering.answered(10, 0, FORCE, NOW);
            assertThat(gathering.waitNanos(9, NOW)).isPositive();
            gathering.begins(10);
        }
    }
}
