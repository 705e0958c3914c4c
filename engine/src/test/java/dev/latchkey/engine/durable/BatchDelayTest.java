package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.seams.ManualTime;
import org.junit.jupiter.api.Test;

class BatchDelayTest {

    private static final long FSYNC = 1_000_000;

    /** Just before the clock overflows. */
    private static final long NOW = new ManualTime().nanos();

    private final BatchDelay delay = new BatchDelay();

    @Test
    void theFirstCommandIsNotDelayed() {
        assertThat(delay.waitNanos(1, NOW)).isLessThanOrEqualTo(0);
    }

    @Test
    void aSingleClientIsNeverDelayed() {
        delay.answered(1, 0, FSYNC, NOW);
        assertThat(delay.waitNanos(1, NOW)).isLessThanOrEqualTo(0);
    }

    @Test
    void theDelayIsAtMostHalfAnFsync() {
        delay.answered(40, 10, FSYNC, NOW);
        assertThat(delay.expected()).isEqualTo(50);
        assertThat(delay.waitNanos(10, NOW)).isEqualTo(FSYNC / 2);
        assertThat(delay.waitNanos(49, NOW + 400_000)).isEqualTo(100_000);
        assertThat(delay.waitNanos(50, NOW)).isLessThanOrEqualTo(0);
        assertThat(delay.waitNanos(10, NOW + FSYNC)).as("across the overflow").isNegative();
    }

    @Test
    void theDelayIsBoundedOnASlowDisk() {
        delay.answered(40, 10, 1_000 * FSYNC, NOW);
        assertThat(delay.waitNanos(10, NOW)).isEqualTo(2_000_000);
    }

    @Test
    void delaysInVainBecomeRare() {
        int waited = 0;
        for (int batch = 0; batch < 1_000; batch++) {
            delay.answered(10, 0, FSYNC, NOW);
            if (delay.waitNanos(1, NOW) > 0) {
                waited++;
            }
            delay.begins(1);
        }
        assertThat(waited).isBetween(2, 25);
    }

    @Test
    void delaysThatPayOffAreKept() {
        for (int batch = 0; batch < 100; batch++) {
            delay.answered(10, 0, FSYNC, NOW);
            assertThat(delay.waitNanos(9, NOW)).isPositive();
            delay.begins(10);
        }
    }
}
