package dev.latchkey.client.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ManualLoopTest {

    private final ManualLoop loop = new ManualLoop();
    private final List<String> ran = new ArrayList<>();

    private Loop.Alarm alarm(long seconds, String name) {
        return loop.schedule(Duration.ofSeconds(seconds).toNanos(), () -> ran.add(name));
    }

    @Test
    void alarmsRunInOrderAcrossTheOverflowOfTheClock() {
        alarm(20, "late");
        alarm(6, "after the overflow");
        alarm(4, "before the overflow");
        loop.runAll();
        assertThat(ran).containsExactly("before the overflow", "after the overflow", "late");
        assertThat(loop.nanos()).isNegative();
        assertThat(loop.elapsed()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void stepsDueAtTheSameTimeRunInTheOrderOfArrival() {
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
    void cancelledAlarmDoesNotRun() {
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
    void waitingForWhatNeverHappensIsAnError() {
        alarm(1, "something else");
        assertThatThrownBy(() -> loop.runUntil(() -> false)).isInstanceOf(AssertionError.class);
    }
}
