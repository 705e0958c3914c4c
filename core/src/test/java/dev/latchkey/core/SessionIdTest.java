package dev.latchkey.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SessionIdTest {

    private static final SessionId ID = new SessionId(0x0123456789abcdefL, 0xfedcba9876543210L);

    @Test
    void parseReadsWhatToStringWrote() {
        assertThat(SessionId.parse(ID.toString())).isEqualTo(ID);
        assertThat(SessionId.parse(ID.toString().getBytes(ISO_8859_1))).isEqualTo(ID);
    }

    @Test
    void parseReadsUpperCase() {
        assertThat(SessionId.parse("0123456789ABCDEFFEDCBA9876543210".getBytes(ISO_8859_1)))
                .isEqualTo(ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123",
                "0123456789abcdeffedcba987654321",
                "0123456789abcdeffedcba98765432100",
                "0123456789abcdeffedcba987654321g",
                "-123456789abcdeffedcba9876543210",
                "\u00b123456789abcdeffedcba9876543210"
            })
    void parseRefusesBytesThatAreNo32HexDigits(String hex) {
        assertThatThrownBy(() -> SessionId.parse(hex.getBytes(ISO_8859_1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
