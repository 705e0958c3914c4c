package dev.latchkey.server;

import dev.latchkey.core.Command;
import dev.latchkey.core.LogRecord;
import dev.latchkey.core.RecordCodec;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateMachine;
import dev.latchkey.core.StateSource;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.UnreadableException;
import dev.latchkey.log.Replay;
import dev.latchkey.log.SnapshotHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a store of what a log holds: a snapshot, if there is one, and the records behind it, each applied as it once was. */
final class StoreReplay implements Replay {

    /** How often somebody is told, in records. */
    private static final int TOLD_EVERY = 10_000;

    private final SipHash hash;
    private final StoreWatch watch;
    private @Nullable StateMachine state;
    private @Nullable StoreId storeId;

    StoreReplay(SipHash hash, StoreWatch watch) {
        this.hash = hash;
        this.watch = watch;
    }

    SipHash hash() {
        return hash;
    }

    /** Null if the log is empty. */
    @Nullable
    StateMachine state() {
        return state;
    }

    @Nullable
    StoreId storeId() {
        return storeId;
    }

    @Override
    public void snapshot(SnapshotHeader header, InputStream body) throws IOException {
        storeId = storeIdOf(header);
        try {
            state = StateMachine.restore(source(body), hash, this::tell);
        } catch (UnreadableException e) {
            throw new UnreadableStoreException(snapshotOf(header) + ": " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void tell(long done, long inAll) {
        if (done % TOLD_EVERY == 0) {
            watch.recovering("entries of the snapshot", done, inAll);
        }
    }

    private static StoreId storeIdOf(SnapshotHeader header) {
        byte[] id = new byte[header.storeId().remaining()];
        header.storeId().get(id);
        try {
            return StoreId.ofBytes(id);
        } catch (IllegalArgumentException e) {
            throw new UnreadableStoreException(snapshotOf(header) + " has " + e.getMessage(), e);
        }
    }

    private static String snapshotOf(SnapshotHeader header) {
        return "the snapshot of record " + header.covered().index();
    }

    private static StateSource source(InputStream body) {
        return (target, from, length) -> {
            try {
                return body.read(target, from, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    @Override
    public void record(long index, ByteBuffer payload) {
        LogRecord record = decode(index, payload);
        if (record instanceof LogRecord.Begin begin) {
            refuse(state != null, index, "begins a store, and there is one");
            state = new StateMachine(begin.limits(), hash);
            storeId = begin.storeId();
        } else if (record instanceof LogRecord.Write write) {
            apply(index, write.command());
        }
    }

    private static LogRecord decode(long index, ByteBuffer payload) {
        try {
            return RecordCodec.decode(payload);
        } catch (UnreadableException e) {
            throw new UnreadableStoreException("record " + index + " of the log: " + e.getMessage(), e);
        }
    }

    private void apply(long index, Command command) {
        StateMachine begun = state;
        refuse(begun == null, index, "belongs to a store, and none has begun");
        Objects.requireNonNull(begun).apply(command);
    }

    private static void refuse(boolean wrong, long index, String reason) {
        if (wrong) {
            throw new UnreadableStoreException("record " + index + " of the log " + reason, null);
        }
    }

    @Override
    public void progress(long bytesRead, long bytesInAll) {
        watch.recovering("bytes of the log", bytesRead, bytesInAll);
    }
}
