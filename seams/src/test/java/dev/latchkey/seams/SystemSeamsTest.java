package dev.latchkey.seams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The implementations that a real process uses. */
class SystemSeamsTest {

    @Test
    void theMonotonicClockAdvancesAndRandomNumbersDiffer() {
        Time time = SystemTime.INSTANCE;
        long before = time.nanos();
        assertThat(time.nanos() - before).isNotNegative();
        long drawn = SystemChance.secure().nextLong();
        assertThat(SystemChance.secure().nextLong()).isNotEqualTo(drawn);
    }

    @Test
    void theWallClockShowsTheTimeOfDay() {
        assertThat(SystemTime.INSTANCE.wallMillis())
                .isGreaterThan(Instant.parse("2025-01-01T00:00:00Z").toEpochMilli());
    }
}
