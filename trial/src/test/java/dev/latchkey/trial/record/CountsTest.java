package dev.latchkey.trial.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Counting what a server sends uses bounded memory, even if the server sends arbitrary names. */
class CountsTest {

    @Test
    void namesBeyondTheLimitAreCountedTogetherAndLongOnesAreTruncated() {
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
