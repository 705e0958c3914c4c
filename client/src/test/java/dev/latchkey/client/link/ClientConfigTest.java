package dev.latchkey.client.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ClientConfigTest {

    private final ClientConfig config = ClientConfig.of("localhost");

    @Test
    void defaultSettingsMatchTheDocumentation() {
        assertThat(config.deadline()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.connections()).isOne();
        assertThat(config.servers()).containsExactly(new ServerAddress("localhost", 5_625));
        assertThat(config.password()).isEmpty();
    }

    @Test
    void eachSettingChangesOnlyItself() {
        ClientConfig other = config.withConnections(2)
                .withDeadline(Duration.ofSeconds(1))
                .withAnswerTimeout(Duration.ofSeconds(2))
                .withCallsMax(3)
                .withPassword("geheim")
                .withBackoff(new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)))
                .withListener(ConnectionListener.NONE)
                .withExecutor(Runnable::run)
                .withSessionTtl(Duration.ofSeconds(9));
        assertThat(other.connections()).isEqualTo(2);
        assertThat(other.deadline()).isEqualTo(Duration.ofSeconds(1));
        assertThat(other.answerTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(other.callsMax()).isEqualTo(3);
        assertThat(other.password()).contains("geheim");
        assertThat(other.backoff().max()).isEqualTo(Duration.ofMillis(2));
        assertThat(other.listener()).contains(ConnectionListener.NONE);
        assertThat(other.executor()).isPresent();
        assertThat(other.sessionTtl()).isEqualTo(Duration.ofSeconds(9));
        assertThat(config.sessionTtl()).isEqualTo(Duration.ofSeconds(60));
        assertThat(other.servers()).isEqualTo(config.servers());
    }

    @Test
    void passwordIsNeverShown() {
        assertThat(config.withPassword("geheim").toString())
                .doesNotContain("geheim")
                .contains("localhost:5625");
    }

    @Test
    void invalidValuesAreRefusedWithTheValidRange() {
        assertRefused(() -> config.withConnections(0), "connections must be 1 to 64, not 0");
        assertRefused(() -> config.withConnections(65), "connections must be 1 to 64, not 65");
        assertRefused(() -> config.withCallsMax(0), "callsMax must be at least 1, not 0");
        for (Duration wrong :
                List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofDays(366), Duration.ofDays(200_000))) {
            String range = " must be more than 0 and at most 365 days, not " + wrong;
            assertRefused(() -> config.withDeadline(wrong), "deadline" + range);
            assertRefused(() -> config.withAnswerTimeout(wrong), "answerTimeout" + range);
        }
        for (Duration wrong : List.of(
                Duration.ZERO, Duration.ofNanos(999_999), Duration.ofHours(24).plusMillis(1))) {
            assertRefused(
                    () -> config.withSessionTtl(wrong), "time to live of a session must be 1 ms to 24 h, not " + wrong);
        }
        assertRefused(
                () -> new ClientConfig(
                        List.of(),
                        config.user(),
                        config.password(),
                        config.deadline(),
                        config.answerTimeout(),
                        1,
                        config.backoff(),
                        1,
                        config.listener(),
                        config.executor(),
                        config.sessionTtl(),
                        config.tls()),
                "no server address given: at least one is required, as host:port");
        assertRefused(
                () -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)),
                "backoff from PT0S to PT1S: both must be more than 0 and at most 1 day, and the second not less than the first");
    }

    private static void assertRefused(ThrowingCallable wrong, String message) {
        assertThatThrownBy(wrong).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
