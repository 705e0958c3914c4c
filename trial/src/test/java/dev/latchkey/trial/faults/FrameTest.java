package dev.latchkey.trial.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+OK\r\n",
                "-ERR no\r\n",
                ":12\r\n",
                "_\r\n",
                "$-1\r\n",
                "*-1\r\n",
                "$0\r\n\r\n",
                "$4\r\na\r\nb\r\n",
                "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n",
                "%1\r\n+a\r\n*2\r\n:1\r\n~1\r\n:2\r\n",
                ">1\r\n=5\r\ntxt:a\r\n"
            })
    void valueIsExtractedUnchanged(String value) throws IOException {
        InputStream in = stream(value + "+next\r\n");
        assertThat(new String(Frame.read(in), StandardCharsets.ISO_8859_1)).isEqualTo(value);
        assertThat(new String(Frame.read(in), StandardCharsets.ISO_8859_1)).isEqualTo("+next\r\n");
        assertThatThrownBy(() -> Frame.read(in)).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*2\r\n:1\r\n", "$3\r\nab", "+OK", "$3"})
    void valueThatEndsEarlyIsTheEndOfTheStream(String start) {
        assertThatThrownBy(() -> Frame.read(stream(start))).isInstanceOf(EOFException.class);
    }

    @Test
    void invalidOrTooLargeInputIsRefused() {
        assertThatThrownBy(() -> Frame.read(stream("HTTP/1.1 400\r\n"))).hasMessageContaining("not RESP");
        assertThatThrownBy(() -> Frame.read(stream("$x\r\n"))).hasMessage("'$x' does not have a valid length");
        assertThatThrownBy(() -> Frame.read(stream("$99999999\r\n"))).hasMessageContaining("longer than");
        assertThatThrownBy(() -> Frame.read(stream("*1\r\n".repeat(20)))).hasMessageContaining("nested");
        assertThatThrownBy(() -> Frame.read(stream("+" + "x".repeat(70_000)))).hasMessageContaining("a line is longer");
    }

    @Test
    void greetingIsDistinguishedFromARequestThatMentionsIt() {
        assertThat(Frame.isHello("*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(Frame.isHello("*2\r\n$3\r\nGET\r\n$7\r\nHELLO..\r\n".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @Test
    void pushIsNoReply() {
        assertThat(Frame.isPush(">1\r\n+x\r\n".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(Frame.isPush("*1\r\n+x\r\n".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }
}
