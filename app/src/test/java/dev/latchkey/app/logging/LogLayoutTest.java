package dev.latchkey.app.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** An event is one line of text or one JSON object, whatever it contains. */
final class LogLayoutTest {

    private static LogEvent event(String message, @Nullable Throwable failure) {
        return new LogEvent(1_795_966_923_764L, Level.WARN, "Node", "loop-1", message, failure);
    }

    /** The fields of a JSON object whose values are strings. */
    static Map<String, String> fields(String line) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser json = new JsonFactory().createParser(line)) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                assertThat(json.nextToken()).isEqualTo(JsonToken.VALUE_STRING);
                assertThat(fields.put(name, json.getText())).isNull();
            }
            assertThat(json.nextToken()).isNull();
        }
        return fields;
    }

    @Test
    void textIsTimeLevelClassAndMessage() {
        assertThat(LogLayout.TEXT.format(event("the disk is full", null)))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.764\\S+ WARN Node - the disk is full");
    }

    @Test
    void messageCannotBeginAnotherLineOfText() {
        assertThat(LogLayout.TEXT.format(event("closed\r\n2026-01-01 ERROR forged\u001b[2J", null)))
                .endsWith("closed 2026-01-01 ERROR forged [2J")
                .doesNotContain("\n", "\r", "\u001b");
    }

    @Test
    void textEndsWithTheStackTrace() {
        assertThat(LogLayout.TEXT.format(event("failed", new IllegalStateException("why"))))
                .contains("failed" + System.lineSeparator() + "java.lang.IllegalStateException: why")
                .contains("\tat " + LogLayoutTest.class.getName());
    }

    @Test
    void jsonHasTheSameFields() throws IOException {
        Map<String, String> fields = fields(LogLayout.JSON.format(event("the disk is full", null)));
        assertThat(fields)
                .containsOnlyKeys("time", "level", "logger", "thread", "message")
                .containsEntry("level", "warn")
                .containsEntry("logger", "Node")
                .containsEntry("thread", "loop-1")
                .containsEntry("message", "the disk is full");
        assertThat(fields.get("time")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.764(Z|[+-]\\d\\d:\\d\\d)");
    }

    @Test
    void jsonIsOneLineOfAsciiWhateverTheMessage() throws IOException {
        String message = "closed\r\n\"}{ \u001b ü 鍵 \u2028 \ud83d\ude00";
        String line = LogLayout.JSON.format(event(message, new IllegalStateException("why")));
        assertThat(line).matches("[ -~]+");
        assertThat(fields(line)).containsEntry("message", message);
        assertThat(fields(line).get("exception"))
                .startsWith("java.lang.IllegalStateException: why")
                .contains(LogLayoutTest.class.getName());
    }

    @Test
    void unknownFormatOrLevelIsRefusedWithThoseThatExist() {
        assertThat(LogLayout.of("json")).isEqualTo(LogLayout.JSON);
        assertThat(Logs.level("debug")).isEqualTo(Level.DEBUG);
        assertThatThrownBy(() -> LogLayout.of("xml")).hasMessage("use text or json");
        assertThatThrownBy(() -> Logs.level("loud")).hasMessage("use error, warn, info, debug or trace");
    }
}
