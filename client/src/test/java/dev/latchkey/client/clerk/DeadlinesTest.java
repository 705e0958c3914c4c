package dev.latchkey.client.clerk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DeadlinesTest {

    private final ManualLoop loop = new ManualLoop();
    private final List<Call<?>> over = new ArrayList<>();
    private final Deadlines deadlines = new Deadlines(loop, over::add);

    private Call<?> add(Duration deadline) {
        Call<?> call = Call.ofRead(new Command.Get(Key.of("k")), new CallOptions(deadline, null, Runnable::run));
        deadlines.add(call);
        return call;
    }

    /** A timed acquire passes its remaining time to each read, so no two timeouts are equal. */
    @Test
    void keepsNothingForCompletedCalls() {
        for (int i = 0; i < 100; i++) {
            Call<?> call = add(Duration.ofHours(1).minusMillis(i));
            assertThat(deadlines.remove(call)).isTrue();
            assertThat(deadlines.remove(call)).as("a second time").isFalse();
        }
        assertThat(deadlines.queues()).isZero();
        assertThat(deadlines.size()).isZero();
    }

    @Test
    void removingOneCallKeepsOthersWithTheSameTimeout() {
        Call<?> first = add(Duration.ofSeconds(1));
        Call<?> second = add(Duration.ofSeconds(1));
        assertThat(deadlines.remove(first)).isTrue();
        assertThat(deadlines.contains(second)).isTrue();
        loop.advance(Duration.ofSeconds(1));
        assertThat(over).containsExactly(second);
    }
}
