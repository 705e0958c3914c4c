package dev.latchkey.app.logging;

import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.Screen;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/** The format of the log. In both formats, the text of an event cannot begin another line that looks like an event. */
public enum LogLayout {
    /** A line for people, followed by the stack trace if there is one. */
    TEXT {
        @Override
        String format(LogEvent event) {
            String line = time(event) + " " + event.level() + " " + event.logger() + " - "
                    + event.message().strip().replaceAll(Screen.NOT_PRINTABLE + "+", " ");
            return event.failure() == null
                    ? line
                    : line + System.lineSeparator() + LogEvent.stackTrace(event.failure());
        }
    },

    /** One JSON object a line, in ASCII. */
    JSON {
        @Override
        String format(LogEvent event) {
            return Json.asciiObject(json -> {
                json.writeStringField("time", time(event));
                json.writeStringField("level", event.level().name().toLowerCase(Locale.ROOT));
                json.writeStringField("logger", event.logger());
                json.writeStringField("thread", event.thread());
                json.writeStringField("message", event.message());
                if (event.failure() != null) {
                    json.writeStringField("exception", LogEvent.stackTrace(event.failure()));
                }
            });
        }
    };

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
            .withZone(ZoneId.systemDefault());

    /** Returns the event as text without a line break at its end. */
    abstract String format(LogEvent event);

    private static String time(LogEvent event) {
        return TIME.format(Instant.ofEpochMilli(event.wallMillis()));
    }

    /**
     * Returns the format of that name.
     *
     * @throws IllegalArgumentException if there is no such format, with the names of those that exist
     */
    public static LogLayout of(String name) {
        return Arrays.stream(values())
                .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("use text or json"));
    }
}
