package dev.latchkey.client.clerk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.client.session.CallOptions;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class InFlightCallsTest {

    private final ManualLoop loop = new ManualLoop();
    private final List<PendingCall<?>> over = new ArrayList<>();
    private final InFlightCalls deadlines = new InFlightCalls(loop, over::add);

    private PendingCall<?> add(Duration deadline) {
        PendingCall<?> call = PendingCall.ofRead(
                new Command.Get(Key.of("k")), new CallOptions(deadline, null, Runnable::run, new Random(1)));
        deadlines.add(call);
        return call;
    }

    /** A timed acquire passes its remaining time to each read, so no two timeouts are equal. */
    @Test
    void keepsNothingForCompletedCalls() {
        for (int i = 0; i < 100; i++) {
            PendingCall<?> call = add(Duration.ofHours(1).minusMillis(i));
            assertThat(deadlines.remove(call)).isTrue();
            assertThat(deadlines.remove(call)).as("a second time").isFalse();
        }
        assertThat(deadlines.queues()).isZero();
        assertThat(deadlines.size()).isZero();
    }

    @Test
    void removingOneCallKeepsOthersWithTheSameTimeout() {
        PendingCall<?> first = add(Duration.ofSeconds(1));
        PendingCall<?> second = add(Duration.ofSeconds(1));
        assertThat(deadlines.remove(first)).isTrue();
        assertThat(deadlines.contains(second)).isTrue();
        loop.advance(Duration.ofSeconds(1));
        assertThat(over).containsExactly(second);
    }
}
