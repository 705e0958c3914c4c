package dev.latchkey.server.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.wire.text.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The outcome of a reply follows from its bytes. */
final class OutcomeTest {

    private static Outcome of(String reply) {
        ByteBuf bytes = Unpooled.copiedBuffer("+before\r\n" + reply, StandardCharsets.UTF_8);
        return Outcome.of(bytes, "+before\r\n".length());
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeIsItsOwnOutcome(ErrorCode code) {
        assertThat(of("-" + code + " 7\r\n").label()).isEqualTo(code.name());
        assertThat(of("-" + code + "\r\n").label()).isEqualTo(code.name());
        assertThat(of("-" + code + " 7\r\n").isError()).isTrue();
        assertThat(of("-" + code + "X 7\r\n")).isSameAs(Outcome.OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+OK\r\n", ":1\r\n", "$-1\r\n", "_\r\n", "*0\r\n", "$4\r\n-ERR\r\n", "%0\r\n"})
    void everythingElseIsOk(String reply) {
        assertThat(of(reply)).isSameAs(Outcome.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-\r\n", "-UNHEARD of\r\n", "-err x\r\n", "-E"})
    void unknownCodeIsOther(String reply) {
        assertThat(of(reply)).isSameAs(Outcome.OTHER);
        assertThat(of(reply).label()).isEqualTo("other");
    }

    @Test
    void lostIsNeitherAnErrorNorOk() {
        assertThat(Outcome.LOST.isError()).isFalse();
        assertThat(Outcome.OK.isError()).isFalse();
        assertThat(Outcome.ALL).hasSize(ErrorCode.values().length + 3).doesNotHaveDuplicates();
    }
}
