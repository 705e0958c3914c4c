package dev.latchkey.client.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The failure of a future names where its result was waited for. */
final class FutureResultTest {

    private final IllegalStateException failure = new IllegalStateException("failed");
    private final CompletableFuture<String> failed = CompletableFuture.failedFuture(failure);

    @Test
    void failureNamesTheThreadThatWaited() {
        assertThatThrownBy(() -> FutureResult.resultOf(failed)).isSameAs(failure);
        assertThat(failure.getSuppressed()).singleElement().satisfies(waited -> assertThat(waited)
                .hasMessage("waited here"));
    }

    @Test
    void waitingAgainAndAgainDoesNotMakeTheFailureLarger() {
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> FutureResult.resultOf(failed)).isSameAs(failure);
        }
        assertThat(failure.getSuppressed()).hasSize(8);
    }
}
