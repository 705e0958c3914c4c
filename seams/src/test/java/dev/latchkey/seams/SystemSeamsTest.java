package dev.latchkey.seams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The implementations that a real process uses. */
class SystemSeamsTest {

    @Test
    void theClockAdvancesAndRandomNumbersDiffer() {
        Time time = SystemTime.INSTANCE;
        long before = time.nanos();
        assertThat(time.nanos() - before).isNotNegative();
        long drawn = SystemChance.secure().nextLong();
        assertThat(SystemChance.secure().nextLong()).isNotEqualTo(drawn);
    }
}
