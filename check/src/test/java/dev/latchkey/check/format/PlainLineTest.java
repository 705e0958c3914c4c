package dev.latchkey.check.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.format.JsonFields.NotAnObjectException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Plain lines mean what the JSON parser makes of them. A space at the beginning of a line leaves it to the parser. */
final class PlainLineTest {

    private static final int LINES = 50_000;
    private static final String[] PIECES = {
        "{",
        "}",
        ",",
        ":",
        "\"",
        "\\",
        " ",
        "[",
        "]",
        "null",
        "true",
        "0",
        "01",
        "-",
        "-0",
        "7",
        "1.5",
        "1e3",
        "999999999999999999",
        "9223372036854775807",
        "9223372036854775808",
        "\"t\":5",
        "\"k\":\"x\"",
        "\"note\":\"ü\"",
        "\"v\":null",
        "\"unheard\":1",
        "\"vs\":[\"a\"]",
        "\"e\":\"call\"",
        "\u0001",
        "\"v\":\"\\u0041\"",
        "\"\":\"\""
    };

    private final JsonFields fields = new JsonFields();

    @Test
    void mutatedLinesMeanTheSameToTheParser() {
        int plain = 0;
        for (int seed = 0; seed < LINES; seed++) {
            String line = mutated(new SplittableRandom(seed));
            String expected = meaning(" " + line);
            assertThat(meaning(line)).as(line).isEqualTo(expected);
            plain += isPlain(line) ? 1 : 0;
        }
        assertThat(plain).isBetween(LINES / 20, LINES * 19 / 20);
    }

    @Test
    void linesThatTheWriterWritesArePlain() {
        assertThat(isPlain(
                        "{\"t\":-12,\"p\":3,\"op\":0,\"e\":\"call\",\"f\":\"put\",\"k\":\"a\",\"v\":\"\",\"ver\":3}"))
                .isTrue();
        assertThat(isPlain("{\"t\":99,\"p\":3,\"op\":0,\"e\":\"ret\",\"r\":\"OK\",\"ver\":4,\"cause\":\"x\"}"))
                .isTrue();
    }

    @Test
    void textThatNeedsDecodingIsLeftToTheParser() {
        assertThat(isPlain("{\"v\":\"a\\nb\"}")).isFalse();
        assertThat(isPlain("{\"v\":\"é\"}")).isFalse();
        assertThat(isPlain("{\"f\":\"" + "x".repeat(HistoryFormat.WORD_LENGTH_MAX + 1) + "\"}"))
                .isFalse();
    }

    private static boolean isPlain(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        int count = Field.values().length;
        return new PlainLine(new String[count], new long[count], new StringPool()).read(bytes, 0, bytes.length)
                != PlainLine.NOT_PLAIN;
    }

    private static String mutated(SplittableRandom random) {
        List<String> members = new ArrayList<>(List.of(
                "\"t\":" + random.nextLong(),
                "\"p\":" + random.nextInt(9),
                "\"op\":" + random.nextInt(99),
                "\"e\":\"ret\"",
                "\"r\":\"OK\"",
                "\"v\":\"value " + random.nextInt() + "\""));
        for (int i = random.nextInt(4); i > 0; i--) {
            members.remove(random.nextInt(members.size()));
        }
        if (random.nextInt(4) == 0) {
            members.add(PIECES[random.nextInt(PIECES.length)]);
        }
        StringBuilder line =
                new StringBuilder("{").append(String.join(",", members)).append("}");
        for (int i = random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(line.length());
            int to = Math.min(line.length(), at + random.nextInt(3));
            line.replace(at, to, random.nextBoolean() ? "" : PIECES[random.nextInt(PIECES.length)]);
            line.append(line.length() == 0 ? "{" : "");
        }
        return line.toString();
    }

    /** Returns all fields of a line, or why it has none; without the column, which the space shifts. */
    private String meaning(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        StringBuilder meaning = new StringBuilder();
        try {
            fields.read(bytes, 0, bytes.length);
            for (Field field : Field.values()) {
                if (fields.has(field)) {
                    boolean isNumber = field.type() == Field.Type.NUMBER;
                    Object value = isNumber ? (Object) fields.number(field, 0) : fields.text(field);
                    meaning.append(field).append('=').append(value).append(' ');
                }
            }
            return meaning.append(fields.elements(Field.VS)).toString();
        } catch (NotAnObjectException e) {
            return e.reason().replaceAll("column \\d+", "column");
        }
    }
}
