package dev.latchkey.trial.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.trial.torture.KillSchedule.Series;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class KillScheduleTest {

    private static List<Series> drawn(long seed, int killsMax) {
        KillSchedule kills = new KillSchedule(new SplittableRandom(seed));
        return IntStream.range(0, 200).mapToObj(i -> kills.next(killsMax)).toList();
    }

    @Test
    void sameSeedKillsAtTheSameTimes() {
        assertThat(drawn(1, 9)).isEqualTo(drawn(1, 9)).isNotEqualTo(drawn(2, 9));
    }

    @Test
    void someServersDieImmediatelyAndSomeAgainDuringStartup() {
        List<Series> drawn = drawn(3, 9);
        assertThat(drawn).extracting(Series::kills).contains(1, 2, 3).allMatch(kills -> kills <= 3);
        assertThat(drawn)
                .anyMatch(series -> !series.atWork() && series.serving().compareTo(Duration.ofMillis(10)) < 0);
        assertThat(drawn).anyMatch(series -> series.atWork() && series.serving().compareTo(Duration.ofMillis(10)) < 0);
        assertThat(drawn).anyMatch(series -> series.serving().compareTo(Duration.ofMillis(300)) > 0);
        assertThat(drawn)
                .allSatisfy(series -> assertThat(series.starting()).allMatch(part -> part >= 0.4 && part <= 1.1));
    }

    @Test
    void noMoreKillsThanAreLeftAreDrawn() {
        assertThat(drawn(4, 2)).extracting(Series::kills).contains(1, 2).doesNotContain(3);
        assertThat(drawn(4, 1)).extracting(Series::kills).containsOnly(1);
    }
}
