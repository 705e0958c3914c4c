package dev.latchkey.wire.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Value;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.Requests;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespValues;
import dev.latchkey.wire.RespWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** IN-07 and IN-08: text from clients cannot inject a reply or a line. */
class InjectionTest {

    private static final List<String> HOSTILE = List.of(
            "\r\n+OK\r\n",
            "x\r\n+OK",
            "\n:1\n",
            "\u001b[31mred\u0007",
            "\0",
            "\u00e9\u0085\u00ff",
            "a\r",
            "x".repeat(5_000));

    static Stream<List<String>> hostileRequests() {
        return HOSTILE.stream()
                .flatMap(text -> Stream.of(
                        List.of(text),
                        List.of("PUT", "k", "v", text),
                        List.of("DEL", "k", text),
                        List.of("PUT", "k", "v", "0", text),
                        List.of("PUT", "k", "v", "0", "OWNER", text),
                        List.of("DEL", "k", "1", text),
                        List.of("SESSION", text, "1"),
                        List.of("SESSION", "OPEN", text),
                        List.of("SESSION", "KEEP", text),
                        List.of("ONCE", text, "1", "0", "CANCEL"),
                        List.of("ONCE", Requests.SESSION.toString(), "1", "0", text),
                        List.of("LIST", "p", "LIMIT", text),
                        List.of("LIST", "p", text)));
    }

    @ParameterizedTest
    @MethodSource("hostileRequests")
    void anErrorThatEchoesARequestIsOnePrintableLine(List<String> words) {
        String message = Requests.refusal(words.toArray(String[]::new));
        assertThat(message).matches("ERR [ -~]+").hasSizeLessThan(500);
        assertThat(RespValues.write(new RespValue.ErrorLine(message), Protocol.RESP2))
                .isEqualTo("-" + message + "\r\n");
    }

    @Test
    void anyTextBecomesOneReply() {
        for (String text : HOSTILE) {
            for (RespValue value : List.of(
                    new RespValue.ErrorLine("ERR " + text),
                    new RespValue.Simple(text),
                    new RespValue.Other(',', text),
                    RespValue.Bulk.of(text))) {
                ByteBuf out = Unpooled.buffer();
                RespWriter.write(out, value, Protocol.RESP3);
                RespValue read = new ReplyParser().next(out);
                assertThat(read).isInstanceOf(value.getClass());
                assertThat(out.isReadable())
                        .as("a second reply after %s", value)
                        .isFalse();
            }
        }
    }

    @Test
    void anErrorLineIsPrintableAndBounded() {
        assertThat(RespValues.write(new RespValue.ErrorLine("ERR \r\n+OK\r\n\u20ac\u007f"), Protocol.RESP3))
                .isEqualTo("-ERR ??+OK????\r\n");
        assertThat(RespValues.write(new RespValue.ErrorLine("x".repeat(5_000)), Protocol.RESP2))
                .isEqualTo("-" + "x".repeat(1_024) + "\r\n");
    }

    @Test
    void keysAndValuesAreQuotedOnOneLine() {
        byte[] hostile = "\r\n\u001b[2J\\\0\u00ff~ x".getBytes(StandardCharsets.ISO_8859_1);
        String shown = "\\x0d\\x0a\\x1b[2J\\x5c\\x00\\xff~ x";
        assertThat(Key.of(hostile)).hasToString(shown);
        assertThat(Value.of(hostile)).hasToString(shown);
        assertThat(Prefix.of(hostile)).hasToString(shown);
        assertThat(Value.of("v".repeat(65))).hasToString("v".repeat(64) + "... (65 bytes)");
        assertThat(Value.of("v".repeat(64))).hasToString("v".repeat(64));
    }
}
