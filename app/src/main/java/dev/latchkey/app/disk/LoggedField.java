package dev.latchkey.app.disk;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.app.ask.ListCommand;
import dev.latchkey.app.console.Json;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Words;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One field of a log record, as text and as JSON.
 *
 * @param column the text in its column, with the name unless the place of the field tells what it is
 */
record LoggedField(String column, JsonPart json) {

    /** Writes the fields of a JSON object. */
    @FunctionalInterface
    interface JsonPart {
        void write(JsonGenerator json) throws IOException;
    }

    static LoggedField key(Key key) {
        return new LoggedField(ListCommand.shown(key), json -> Json.bytes(json, "key", key));
    }

    static LoggedField expected(Version version) {
        return new LoggedField(version.toString(), json -> Json.version(json, "expected", version));
    }

    static LoggedField valueBytes(Value value) {
        return new LoggedField(
                String.valueOf(value.length()), json -> json.writeNumberField("value_bytes", value.length()));
    }

    static LoggedField store(String id) {
        return new LoggedField("store " + id, json -> json.writeStringField("store", id));
    }

    static LoggedField owner(SessionId owner) {
        return text("owner", owner.toString());
    }

    static LoggedField session(SessionId session) {
        return text("session", session.toString());
    }

    static LoggedField number(String name, long number) {
        return new LoggedField(name + "=" + number, json -> json.writeNumberField(name, number));
    }

    static LoggedField guard(Command.Guard guard) {
        return new LoggedField("guard=" + ListCommand.shown(guard.key()) + "@" + guard.version(), json -> {
            Json.bytes(json, "guard", guard.key());
            Json.version(json, "guard_version", guard.version());
        });
    }

    /** The operations of a transaction: each as a record of its own, without an index. */
    static LoggedField operations(List<LoggedRecord> operations) {
        String column = operations.stream()
                .map(operation -> Stream.concat(
                                Stream.of(operation.kind()),
                                operation.fields().stream().map(LoggedField::column))
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("; "));
        return new LoggedField(column, json -> {
            json.writeArrayFieldStart("operations");
            for (LoggedRecord operation : operations) {
                json.writeStartObject();
                json.writeStringField("kind", operation.kind());
                for (LoggedField field : operation.fields()) {
                    field.json().write(json);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static LoggedField by(Origin origin) {
        return new LoggedField("by=" + Words.printable(origin.by()), json -> json.writeStringField("by", origin.by()));
    }

    static LoggedField at(Origin origin) {
        return new LoggedField(
                "at=" + Instant.ofEpochMilli(origin.wallMillis()),
                json -> json.writeNumberField("wall_ms", origin.wallMillis()));
    }

    private static LoggedField text(String name, String value) {
        return new LoggedField(name + "=" + value, json -> json.writeStringField(name, value));
    }
}
