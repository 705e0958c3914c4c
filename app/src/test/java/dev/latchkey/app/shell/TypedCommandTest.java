package dev.latchkey.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shell derives from a line before it sends it. */
final class TypedCommandTest {

    private static TypedCommand typed(String line) {
        return Objects.requireNonNull(TypedCommand.of(line.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AUTH hunter2",
                "auth default hunter2",
                "  Auth hunter2",
                "\"auth\" hunter2",
                "\"\\x61uth\" hunter2",
                "HELLO 3 AUTH default hunter2",
                "hello",
                "AUTH \"hunter2",
                "'auth hunter2",
            })
    void lineWithAPasswordIsSecret(String line) {
        assertThat(TypedCommand.isSecret(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET auth", "PUT auth x 0", "authors", "PUT k \"unclosed", ""})
    void otherLinesAreNot(String line) {
        assertThat(TypedCommand.isSecret(line)).isFalse();
    }

    @Test
    void writesAndUnknownCommandsMayHaveAnEffect() {
        assertThat(typed("put k v 0").mayWrite()).isTrue();
        assertThat(typed("EXEC").mayWrite()).isTrue();
        assertThat(typed("ONCE s 1 0 PUT k v 0").mayWrite()).isTrue();
        assertThat(typed("COMPACT now").mayWrite()).isTrue();
        assertThat(typed("GET k").mayWrite()).isFalse();
        assertThat(typed("LIST").mayWrite()).isFalse();
    }

    @Test
    void changesMayBlockAsLongAsItSays() {
        assertThat(typed("CHANGES a FROM 0 block 1500").blocksMax()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(typed("CHANGES a FROM 0 BLOCK 99999999").blocksMax()).isEqualTo(Duration.ofMinutes(1));
        assertThat(typed("CHANGES a FROM 0 BLOCK x").blocksMax()).isZero();
        assertThat(typed("CHANGES a FROM 0 BLOCK").blocksMax()).isZero();
        assertThat(typed("PUT BLOCK 1500 0").blocksMax()).isZero();
    }
}
