package dev.latchkey.seams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ManualTimeTest {

    private final ManualTime time = new ManualTime();
    private final long nanos = time.nanos();
    private final long wallMillis = time.wallMillis();

    @Test
    void bothClocksStandStillUntilTimePasses() {
        assertThat(time.nanos()).isEqualTo(nanos);
        assertThat(time.wallMillis()).isEqualTo(wallMillis);
    }

    @Test
    void passedTimeAdvancesBothClocksAcrossTheOverflow() {
        time.pass(Duration.ofMillis(1_500));
        assertThat(time.nanos()).isNegative();
        assertThat(time.nanos() - nanos).isEqualTo(1_500_000_000L);
        assertThat(time.wallMillis() - wallMillis).isEqualTo(1_500);
    }

    @Test
    void partsOfAMillisecondAddUp() {
        for (int i = 0; i < 4; i++) {
            time.pass(Duration.ofNanos(250_000));
        }
        assertThat(time.wallMillis() - wallMillis).isEqualTo(1);
    }

    @Test
    void wallClockJumpsLeaveTheMonotonicClockAlone() {
        time.jumpWallClock(Duration.ofHours(-1));
        assertThat(time.wallMillis() - wallMillis).isEqualTo(-3_600_000);
        assertThat(time.nanos()).isEqualTo(nanos);
    }
}
