package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopPausesTest {

    @Test
    void callsInTimeAreNoPause() {
        LoopPauses pauses = new LoopPauses(10, 100);
        assertThat(pauses.pausedNanos(110)).isZero();
        assertThat(pauses.pausedNanos(129)).isZero();
        assertThat(pauses.pausedNanos(130)).isZero();
    }

    @Test
    void lateCallIsAPauseOnce() {
        LoopPauses pauses = new LoopPauses(10, 100);
        assertThat(pauses.pausedNanos(120)).isEqualTo(10);
        assertThat(pauses.pausedNanos(1_130)).isEqualTo(1_000);
        assertThat(pauses.pausedNanos(1_130)).isZero();
        assertThat(pauses.pausedNanos(1_140)).isZero();
    }

    @Test
    void clockMayOverflow() {
        LoopPauses pauses = new LoopPauses(10, Long.MAX_VALUE - 5);
        assertThat(pauses.pausedNanos(Long.MIN_VALUE + 4)).isZero();
        assertThat(pauses.pausedNanos(Long.MIN_VALUE + 114)).isEqualTo(100);
    }
}
