package dev.latchkey.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.link.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Covers CLK-05. */
final class VirtualLoopTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final List<String> ran = new ArrayList<>();

    private Loop.Alarm alarm(long seconds, String name) {
        return loop.schedule(Duration.ofSeconds(seconds).toNanos(), () -> ran.add(name));
    }

    @Test
    void alarmsRingInOrderOfTimeAcrossTheWraparoundOfTheClock() {
        alarm(20, "late");
        alarm(6, "after the wraparound");
        alarm(4, "before the wraparound");
        loop.runAll();
        assertThat(ran).containsExactly("before the wraparound", "after the wraparound", "late");
        assertThat(loop.nanos()).isNegative();
        assertThat(loop.elapsed()).isEqualTo(Duration.ofSeconds(20));
    }

    private static void again(VirtualLoop loop) {
        loop.execute(() -> again(loop));
    }

    @Test
    void runThatNeverEndsIsAnError() {
        VirtualLoop bounded = new VirtualLoop(1_000);
        again(bounded);
        assertThatThrownBy(bounded::runAll).isInstanceOf(AssertionError.class).hasMessageContaining("it never ends");
        assertThatThrownBy(() -> bounded.runUntil(() -> false))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("after 1000 steps");
    }

    @Test
    void stepsDueAtTheSameTimeRunInTheOrderInWhichTheyWereAdded() {
        loop.execute(() -> {
            ran.add("first");
            loop.execute(() -> ran.add("of the first"));
        });
        loop.execute(() -> ran.add("second"));
        assertThat(ran).isEmpty();
        loop.settle();
        assertThat(ran).containsExactly("first", "second", "of the first");
    }

    @Test
    void cancelledAlarmDoesNotRing() {
        alarm(1, "cancelled").cancel();
        alarm(2, "left");
        loop.runAll();
        assertThat(ran).containsExactly("left");
    }

    @Test
    void advancingRunsOnlyWhatIsDue() {
        alarm(1, "due");
        alarm(2, "not yet");
        loop.advance(Duration.ofMillis(1_999));
        assertThat(ran).containsExactly("due");
        assertThat(loop.elapsed()).isEqualTo(Duration.ofMillis(1_999));
    }

    @Test
    void isInsideOnlyWhileAStepRuns() {
        List<Boolean> inside = new ArrayList<>();
        loop.execute(() -> inside.add(loop.isInside()));
        loop.settle();
        inside.add(loop.isInside());
        assertThat(inside).containsExactly(true, false);
    }

    @Test
    void waitingForAConditionThatNeverHoldsIsAnError() {
        alarm(1, "something else");
        assertThatThrownBy(() -> loop.runUntil(() -> false)).isInstanceOf(AssertionError.class);
    }
}
