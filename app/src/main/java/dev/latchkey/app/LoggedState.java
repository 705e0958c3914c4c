package dev.latchkey.app;

import dev.latchkey.core.Command;
import dev.latchkey.core.LogRecord;
import dev.latchkey.core.RecordCodec;
import dev.latchkey.core.UnreadableException;
import dev.latchkey.log.Replay;
import dev.latchkey.log.SnapshotHeader;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks at each record of a log as a start would, without a store, and writes a line of each. */
final class LoggedState implements Replay {

    private final Consumer<String> lines;
    private final boolean json;
    private boolean heardNothing = true;
    private @Nullable String refusal;

    LoggedState(Consumer<String> lines, boolean json) {
        this.lines = lines;
        this.json = json;
    }

    /** Why a start would be refused, if a record cannot be understood. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Whether no record has come yet. */
    boolean isEmpty() {
        return heardNothing;
    }

    @Override
    public void snapshot(SnapshotHeader header, InputStream body) {}

    @Override
    public void record(long index, ByteBuffer payload) {
        heardNothing = false;
        if (refusal != null) {
            return;
        }
        try {
            LogRecord record = RecordCodec.decode(payload);
            lines.accept(json ? json(index, record) : line(index, record));
        } catch (UnreadableException e) {
            refusal = "record " + index + " cannot be read: " + e.getMessage();
        }
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
