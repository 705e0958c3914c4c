package dev.latchkey.app.follow;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.app.ask.ListCommand;
import dev.latchkey.app.console.Json;
import dev.latchkey.client.follow.FollowUpdate;
import dev.latchkey.core.EventKind;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Reply.EventsOfKey;
import dev.latchkey.core.Reply.Listed;
import dev.latchkey.core.Value;
import dev.latchkey.wire.Words;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Events as lines of text, with fields separated by tabs, or as JSON. */
final class EventLines {

    private final boolean json;

    EventLines(boolean json) {
        this.json = json;
    }

    /** An event of a follow: revision, kind, key, version and, for a put, the value. */
    String line(KeyEvent event) {
        if (!json) {
            return tabs(
                    Long.toString(event.revision()),
                    name(event.kind()),
                    ListCommand.shown(event.key()),
                    event.version().toString(),
                    shown(event.value()));
        }
        return Json.object(fields -> {
            fields.writeStringField("kind", name(event.kind()));
            fields.writeNumberField("revision", event.revision());
            fields.writeNumberField("previous", event.previous());
            Json.bytes(fields, "key", event.key());
            Json.version(fields, "version", event.version());
            value(fields, event.value());
            origin(fields, event.origin());
            fields.writeBooleanField("last", event.last());
        });
    }

    /** A state: a line with its revision and the number of its keys, and a line for each key. */
    List<String> lines(FollowUpdate.State state) {
        List<String> lines = new ArrayList<>();
        lines.add(first(state));
        state.entries().forEach(entry -> lines.add(line(state.revision(), entry)));
        return lines;
    }

    private String first(FollowUpdate.State state) {
        int keys = state.entries().size();
        if (!json) {
            return tabs(Long.toString(state.revision()), "state", Integer.toString(keys));
        }
        return Json.object(fields -> {
            fields.writeStringField("kind", "state");
            fields.writeNumberField("revision", state.revision());
            fields.writeStringField("store", state.store().toString());
            fields.writeNumberField("keys", keys);
        });
    }

    private String line(long revision, Listed.Entry entry) {
        if (!json) {
            return tabs(
                    Long.toString(revision),
                    "key",
                    ListCommand.shown(entry.key()),
                    entry.version().toString(),
                    shown(entry.value()));
        }
        return Json.object(fields -> {
            fields.writeStringField("kind", "key");
            fields.writeNumberField("revision", revision);
            Json.bytes(fields, "key", entry.key());
            Json.version(fields, "version", entry.version());
            value(fields, entry.value());
        });
    }

    /** A write in the history of a key: version, revision, kind, writer, time and size of the value. */
    String line(EventsOfKey.Summary event) {
        if (!json) {
            String by = event.origin().by();
            return tabs(
                    event.version().toString(),
                    Long.toString(event.revision()),
                    name(event.kind()),
                    by.isEmpty() ? "-" : Words.printable(by),
                    event.origin().wallMillis() == 0 ? "-" : time(event.origin()),
                    Integer.toString(event.size()));
        }
        return Json.object(fields -> {
            Json.version(fields, "version", event.version());
            fields.writeNumberField("revision", event.revision());
            fields.writeStringField("kind", name(event.kind()));
            origin(fields, event.origin());
            fields.writeNumberField("size", event.size());
        });
    }

    private static String name(EventKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String time(Origin origin) {
        return Instant.ofEpochMilli(origin.wallMillis()).toString();
    }

    private static @Nullable String shown(@Nullable Value value) {
        return value == null ? null : ListCommand.shown(value);
    }

    private static void value(JsonGenerator fields, @Nullable Value value) throws IOException {
        if (value != null) {
            Json.bytes(fields, "value", value);
        }
    }

    private static void origin(JsonGenerator fields, Origin origin) throws IOException {
        fields.writeStringField("by", origin.by());
        fields.writeStringField("time", time(origin));
    }

    /** Joins fields; the last one may be missing. */
    private static String tabs(@Nullable String... fields) {
        StringBuilder line = new StringBuilder();
        for (String field : fields) {
            if (field != null) {
                line.append(line.length() == 0 ? "" : "\t").append(field);
            }
        }
        return line.toString();
    }
}
