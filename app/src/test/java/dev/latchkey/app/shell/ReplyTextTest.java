package dev.latchkey.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespValue.Array;
import dev.latchkey.wire.RespValue.Bulk;
import dev.latchkey.wire.RespValue.Int;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replies are printed as redis-cli prints them, and cannot control the terminal. */
final class ReplyTextTest {

    private static void assertLines(RespValue value, String... lines) {
        assertThat(ReplyText.lines(value)).containsExactly(lines);
    }

    @Test
    void scalarsNameTheirType() {
        assertLines(new Int(-7), "(integer) -7");
        assertLines(RespValue.OK, "OK");
        assertLines(RespValue.NULL, "(nil)");
        assertLines(Bulk.of("red"), "\"red\"");
        assertLines(new RespValue.ErrorLine("ERR no"), "(error) ERR no");
        assertLines(new RespValue.Other(',', "1.5"), "(double) 1.5");
    }

    @Test
    void nestedItemsAreIndented() {
        assertLines(
                Array.of(new Int(1), Array.of(Array.of(Bulk.of("a"), new Int(2)), RespValue.EMPTY)),
                "1) (integer) 1",
                "2) 1) 1) \"a\"",
                "      2) (integer) 2",
                "   2) (empty array)");
        assertLines(new RespValue.Members(List.of(RespValue.OK)), "1~ OK");
        assertLines(new RespValue.Push(List.of(Bulk.of("latchkey"), new Int(1))), "1) \"latchkey\"", "2) (integer) 1");
    }

    @Test
    void numbersAreAlignedOnTheRight() {
        List<String> lines = ReplyText.lines(new Array(Collections.nCopies(10, RespValue.OK)));
        assertThat(lines).startsWith(" 1) OK", " 2) OK").endsWith("10) OK").hasSize(10);
    }

    @Test
    void pairsHaveArrows() {
        assertLines(
                RespValue.Pairs.of(Bulk.of("proto"), new Int(3), Bulk.of("list"), Array.of(new Int(1), new Int(2))),
                "1# \"proto\" => (integer) 3",
                "2# \"list\" => 1) (integer) 1",
                "   2) (integer) 2");
        assertLines(new RespValue.Pairs(List.of()), "(empty hash)");
    }

    @Test
    void bytesCanBeTypedAgain() {
        assertLines(Bulk.of("a\"b\\c\n\r\t\b\u0007\u0000"), "\"a\\\"b\\\\c\\n\\r\\t\\b\\a\\x00\"");
        assertLines(Bulk.of("z\u00fcrich \u20ac"), "\"z\u00fcrich \u20ac\"");
        assertLines(new Bulk(new byte[] {(byte) 0xff, 'a', 0x7f}), "\"\\xffa\\x7f\"");
        for (String text : List.of("a\"b\\c\n\r\t\b\u0007\u0000'", "\u20ac\u202e\u009b", "\ufffd\u007f")) {
            String quoted = ReplyText.quoted(text.getBytes(StandardCharsets.UTF_8));
            TypedCommand typed = TypedCommand.of(("PUT k " + quoted + " 0").getBytes(StandardCharsets.UTF_8));
            assertThat(typed).isNotNull();
            assertThat(new String(typed.words().get(2), StandardCharsets.UTF_8)).isEqualTo(text);
        }
    }

    @Test
    void nothingControlsTheTerminal() {
        String hostile = "\u001b[31m\u009b\u202e\u2028\u0007";
        for (RespValue value : List.of(
                Bulk.of(hostile),
                new RespValue.ErrorLine(hostile),
                new RespValue.Simple(hostile),
                new RespValue.Other('(', hostile))) {
            assertThat(String.join("", ReplyText.lines(value))).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
        }
        assertThat(String.join("", ReplyText.text(Bulk.of("a:" + hostile + "\r\nb:1"))))
                .doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
    }
}
