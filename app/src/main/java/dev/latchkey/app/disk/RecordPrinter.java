package dev.latchkey.app.disk;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.app.ask.ListCommand;
import dev.latchkey.app.console.Json;
import dev.latchkey.core.Origin;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.engine.recovery.StoreInspection;
import dev.latchkey.engine.recovery.UnreadableStoreException;
import dev.latchkey.log.Replay;
import dev.latchkey.log.files.SnapshotHeader;
import dev.latchkey.wire.Words;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Replays a log as recovery would, up to the point where recovery would fail, and prints one line per record. */
final class RecordPrinter implements Replay {

    private final StoreInspection store;
    private final Consumer<String> lines;
    private final boolean json;
    private boolean wroteNothing = true;
    private @Nullable String refusal;

    RecordPrinter(StoreInspection store, Consumer<String> lines, boolean json) {
        this.store = store;
        this.lines = lines;
        this.json = json;
    }

    /** The error with which startup would fail if the state cannot be loaded or a record cannot be decoded. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Whether no line has been printed yet. */
    boolean isEmpty() {
        return wroteNothing;
    }

    @Override
    public void snapshot(SnapshotHeader header, InputStream body) throws IOException {
        try {
            store.snapshot(header, body);
        } catch (UnreadableStoreException e) {
            refusal = e.getMessage();
        }
    }

    @Override
    public void record(long index, ByteBuffer payload) {
        if (refusal != null) {
            return;
        }
        try {
            store.record(index, payload.duplicate());
        } catch (UnreadableStoreException e) {
            refusal = e.getMessage();
            return;
        }
        wroteNothing = false;
        LogRecord record = RecordCodec.decode(payload);
        lines.accept(json ? json(index, record) : line(index, record));
    }

    private static String line(long index, LogRecord record) {
        if (record instanceof LogRecord.Begin begin) {
            return index + "\tbegin\tstore " + begin.storeId();
        }
        LogRecord.Write write = (LogRecord.Write) record;
        return index + line(LoggedWrite.of(write.command()), write.origin());
    }

    private static String line(LoggedWrite write, Origin origin) {
        StringBuilder line = new StringBuilder("\t").append(write.kind());
        if (write.key() != null) {
            line.append('\t')
                    .append(ListCommand.shown(write.key()))
                    .append('\t')
                    .append(write.expected());
        }
        if (write.value() != null) {
            line.append('\t').append(write.value().length());
        }
        option(line, "owner", write.owner());
        if (write.guard() != null) {
            option(
                    line,
                    "guard",
                    ListCommand.shown(write.guard().key()) + "@" + write.guard().version());
        }
        option(line, "session", write.session());
        option(line, "ttl_ms", write.ttlMillis());
        option(line, "seq", write.seq());
        if (!origin.equals(Origin.UNKNOWN)) {
            option(line, "by", Words.printable(origin.by()));
            option(line, "at", Instant.ofEpochMilli(origin.wallMillis()));
        }
        return line.toString();
    }

    private static void option(StringBuilder line, String name, @Nullable Object value) {
        if (value != null) {
            line.append('\t').append(name).append('=').append(value);
        }
    }

    private static String json(long index, LogRecord record) {
        return Json.object(json -> {
            json.writeNumberField("index", index);
            if (record instanceof LogRecord.Begin begin) {
                json.writeStringField("kind", "begin");
                json.writeStringField("store", begin.storeId().toString());
                return;
            }
            LogRecord.Write write = (LogRecord.Write) record;
            json(json, LoggedWrite.of(write.command()));
            if (!write.origin().equals(Origin.UNKNOWN)) {
                json.writeStringField("by", write.origin().by());
                json.writeNumberField("wall_ms", write.origin().wallMillis());
            }
        });
    }

    private static void json(JsonGenerator json, LoggedWrite write) throws IOException {
        json.writeStringField("kind", write.kind());
        if (write.key() != null) {
            Json.bytes(json, "key", write.key());
        }
        if (write.expected() != null) {
            Json.version(json, "expected", write.expected());
        }
        if (write.value() != null) {
            json.writeNumberField("value_bytes", write.value().length());
        }
        if (write.owner() != null) {
            json.writeStringField("owner", write.owner().toString());
        }
        if (write.guard() != null) {
            Json.bytes(json, "guard", write.guard().key());
            Json.version(json, "guard_version", write.guard().version());
        }
        if (write.session() != null) {
            json.writeStringField("session", write.session().toString());
        }
        if (write.ttlMillis() != null) {
            json.writeNumberField("ttl_ms", write.ttlMillis());
        }
        if (write.seq() != null) {
            json.writeNumberField("seq", write.seq());
        }
    }
}
