package dev.latchkey.app.disk;

import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.engine.recovery.StoreInspection;
import dev.latchkey.engine.recovery.UnreadableStoreException;
import dev.latchkey.log.Replay;
import dev.latchkey.log.files.SnapshotHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
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
        LoggedRecord record = LoggedRecord.of(RecordCodec.decode(payload));
        lines.accept(json ? record.json(index) : record.line(index));
    }
}
