package dev.latchkey.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.console.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ProcessLifetimeTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ProcessLifetime lifetime =
            new ProcessLifetime(code -> {}, new PrintStream(err, true, StandardCharsets.UTF_8));

    @Test
    void stopInOrderIsDone() {
        assertThat(lifetime.end(() -> {}, Duration.ofMinutes(1))).isEqualTo(ExitCode.DONE);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void failedStopIsReported() {
        Runnable failing = () -> {
            throw new IllegalStateException("stuck");
        };
        assertThat(lifetime.end(failing, Duration.ofMinutes(1))).isEqualTo(ExitCode.OWN_FAILURE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("stuck");
    }

    @Test
    void stopThatHangsIsAbandoned() {
        CountDownLatch never = new CountDownLatch(1);
        Runnable hanging = () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        assertThat(lifetime.end(hanging, Duration.ofMillis(1))).isEqualTo(ExitCode.OWN_FAILURE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("did not complete");
    }

    @Test
    void exitCodesAreThePromisedNumbers() {
        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::code)).containsExactly(0, 1, 2, 3, 4, 5, 125, 141);
    }
}
