package dev.latchkey.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SeededChanceTest {

    @Test
    void additionalDrawForOnePurposeDoesNotAffectTheOthers() {
        SeededChance one = new SeededChance(7);
        SeededChance other = new SeededChance(7);
        one.of("delays").nextLong();
        one.nextLong();
        assertThat(one.of("faults").nextLong()).isEqualTo(other.of("faults").nextLong());
    }

    @Test
    void purposesAndSeedsDrawDifferently() {
        SeededChance chance = new SeededChance(7);
        assertThat(chance.of("delays").nextLong())
                .isNotEqualTo(chance.of("faults").nextLong());
        assertThat(new SeededChance(8).nextLong()).isNotEqualTo(new SeededChance(7).nextLong());
    }

    @Test
    void sameSeedAlwaysGivesTheSameNumbers() {
        assertThat(new SeededChance(0).nextLong()).isEqualTo(new SeededChance(0).nextLong());
        assertThat(new SeededChance(1).happens(0)).isFalse();
        assertThat(new SeededChance(1).happens(1_000)).isTrue();
    }
}
