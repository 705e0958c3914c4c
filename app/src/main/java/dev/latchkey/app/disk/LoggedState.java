package dev.latchkey.app.disk;

import dev.latchkey.app.ask.ListCommand;
import dev.latchkey.app.console.Json;
import dev.latchkey.core.Command;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.engine.durable.StoreInspection;
import dev.latchkey.engine.durable.UnreadableStoreException;
import dev.latchkey.log.Replay;
import dev.latchkey.log.files.SnapshotHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Replays a log as recovery would, up to the point where recovery would fail, and prints one line per record. */
final class LoggedState implements Replay {

    private final StoreInspection store;
    private final Consumer<String> lines;
    private final boolean json;
    private boolean wroteNothing = true;
    private @Nullable String refusal;

    LoggedState(StoreInspection store, Consumer<String> lines, boolean json) {
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
        Command command = ((LogRecord.Write) record).command();
        if (command instanceof Command.Put put) {
            return index + "\tput\t" + ListCommand.shown(put.key()) + "\t" + put.expected() + "\t"
                    + put.value().length();
        }
        Command.Delete delete = (Command.Delete) command;
        return index + "\tdelete\t" + ListCommand.shown(delete.key()) + "\t" + delete.expected();
    }

    private static String json(long index, LogRecord record) {
        return Json.object(json -> {
            json.writeNumberField("index", index);
            if (record instanceof LogRecord.Begin begin) {
                json.writeStringField("kind", "begin");
                json.writeStringField("store", begin.storeId().toString());
            } else if (((LogRecord.Write) record).command() instanceof Command.Put put) {
                json.writeStringField("kind", "put");
                Json.bytes(json, "key", put.key());
                Json.version(json, "expected", put.expected());
                json.writeNumberField("value_bytes", put.value().length());
            } else if (((LogRecord.Write) record).command() instanceof Command.Delete delete) {
                json.writeStringField("kind", "delete");
                Json.bytes(json, "key", delete.key());
                Json.version(json, "expected", delete.expected());
            }
        });
    }
}
