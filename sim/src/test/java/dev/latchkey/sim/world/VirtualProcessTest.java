package dev.latchkey.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.link.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VirtualProcessTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final FaultTally tally = new FaultTally();
    private final VirtualProcess process = new VirtualProcess("p", loop, tally, FaultKind.CLIENT_PAUSE);
    private final List<String> ran = new ArrayList<>();

    private Loop.Alarm alarm(String name, long seconds) {
        return process.schedule(Duration.ofSeconds(seconds).toNanos(), () -> ran.add(name));
    }

    @Test
    void resumedProcessRunsWhatWasDueInOrder() {
        alarm("second", 2);
        alarm("first", 1);
        process.pause();
        loop.advance(Duration.ofSeconds(3));
        assertThat(ran).isEmpty();
        process.resume();
        assertThat(ran).containsExactly("first", "second");
        assertThat(tally.of(FaultKind.CLIENT_PAUSE)).isEqualTo(1);
    }

    @Test
    void pauseThatHeldNothingBackIsNotCounted() {
        process.pause();
        loop.advance(Duration.ofSeconds(3));
        process.resume();
        assertThat(tally.of(FaultKind.CLIENT_PAUSE)).isZero();
    }

    @Test
    void alarmThatIsCancelledDuringAPauseDoesNotRing() {
        Loop.Alarm cancelled = alarm("cancelled", 1);
        process.pause();
        loop.advance(Duration.ofSeconds(2));
        cancelled.cancel();
        process.resume();
        assertThat(ran).isEmpty();
    }

    @Test
    void deadProcessNeverRunsAnythingAgain() {
        alarm("due", 1);
        process.pause();
        process.run(() -> ran.add("delivered"));
        process.die();
        process.resume();
        loop.runAll();
        process.run(() -> ran.add("after"));
        assertThat(ran).isEmpty();
        assertThat(process.isDead()).isTrue();
    }
}
