package dev.latchkey.test.history;

import static dev.latchkey.test.history.HistoryRecorderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestWordsTest {

    @ParameterizedTest
    @ValueSource(strings = {"GETV k", "put k v 0", "DEL k 1", "ONCE s 1 0 PUT k v 0", "ONCE s 1 0 del k 1", "LIST a"})
    void requestsForKeysAreLostByDefault(String line) {
        assertThat(request(line).isOfKeys()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SESSION OPEN 10", "SESSION KEEP s", "ONCE s 1 0 CANCEL", "ONCE s 1 0 KEEP 5", "FOLLOW k", "PING"
            })
    void requestsForSessionsAreNot(String line) {
        assertThat(request(line).isOfKeys()).isFalse();
    }

    @Test
    void requestIsNamedByItsVerbAndByThatOfItsStep() {
        assertThat(request("ONCE s 1 0 PUT KEEP v 0").isNamed("put")).isTrue();
        assertThat(request("ONCE s 1 0 PUT KEEP v 0").isNamed("once")).isTrue();
        assertThat(request("ONCE s 1 0 PUT KEEP v 0").isNamed("keep")).isFalse();
        assertThat(request("SESSION KEEP s").isNamed("KEEP")).isTrue();
        assertThat(request("GETV keep").isNamed("KEEP")).isFalse();
    }

    @Test
    void optionIsFoundAfterTheVersionOnly() {
        assertThat(request("PUT OWNER v 0 OWNER s").option("OWNER")).contains("s");
        assertThat(request("ONCE s 1 0 PUT k OWNER 0").option("OWNER")).isEmpty();
    }

    @Test
    void invalidRequestHasNoWords() {
        assertThat(RequestWords.of("*x\r\n".getBytes(StandardCharsets.UTF_8)).size())
                .isZero();
    }
}
