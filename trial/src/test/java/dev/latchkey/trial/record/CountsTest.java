package dev.latchkey.trial.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a server makes up is counted within bounds. */
class CountsTest {

    @Test
    void namesBeyondTheMostAreCountedTogetherAndLongOnesAreCut() {
        Counts counts = new Counts(2, 5);
        counts.add("first");
        counts.add("second");
        counts.add("third");
        counts.add("fourth");
        counts.add("secondary");
        assertThat(counts.all()).containsOnlyKeys("first", "secon", Counts.OTHERS);
        assertThat(counts.of("secon")).isEqualTo(2);
        assertThat(counts.of(Counts.OTHERS)).isEqualTo(2);
        assertThat(counts.sum()).isEqualTo(5);
    }
}
