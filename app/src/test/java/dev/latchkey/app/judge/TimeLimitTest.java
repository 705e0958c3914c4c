package dev.latchkey.app.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.app.judge.TimeLimit.TimeIsUpException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimeLimitTest {

    private static final Duration NONE = Duration.ZERO;
    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void aTaskThatNeverReturnsIsAbandonedAndInterrupted() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        TimeLimit limit = new TimeLimit();
        assertThatThrownBy(() -> limit.run(Duration.ofMillis(1), () -> {
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        interrupted.countDown();
                    }
                    return 1;
                }))
                .isInstanceOf(TimeIsUpException.class);
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(limit.announceResult()).as("the result is too late").isFalse();
    }

    @Test
    void aResultThatWasAnnouncedIsWaitedFor() throws TimeIsUpException {
        TimeLimit limit = new TimeLimit();
        assertThat(limit.announceResult()).isTrue();
        assertThat(limit.run(NONE, () -> 5)).isEqualTo(5);
    }

    @Test
    void aResultInTimeIsReturnedAndFailuresAreRethrown() throws TimeIsUpException {
        assertThat(new TimeLimit().run(LONG, () -> 5)).isEqualTo(5);
        Error error = new OutOfMemoryError("as if");
        assertThatThrownBy(() -> new TimeLimit().run(LONG, () -> {
                    throw error;
                }))
                .isSameAs(error);
        assertThatThrownBy(() -> new TimeLimit().run(LONG, () -> {
                    throw new IllegalArgumentException("as if");
                }))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
