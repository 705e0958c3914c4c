package dev.latchkey.engine.durable;

import dev.latchkey.core.Command;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.core.bytes.StateSource;
import dev.latchkey.core.bytes.UnreadableException;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.state.HeapGuard;
import dev.latchkey.log.Replay;
import dev.latchkey.log.files.SnapshotHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a store of what a log holds: a snapshot, if there is one, and the records behind it, each applied as it once was. */
final class StoreReplay implements Replay {

    /** What an entry takes in memory beside what it takes in a snapshot, where it has a frame of 22 bytes. */
    private static final int ENTRY_COST_BYTES_MIN = StateMachine.KEY_COST_BYTES_MIN - 22;

    /** As much of the log is taken to have been read before anything is known of it. */
    private static final double LOG_READ_MIN = 0.01;

    private final SipHash hash;
    private final StoreListener watch;
    private final HeapGuard room;
    private double logRead;
    private long snapshotBytes;
    private @Nullable StateMachine state;
    private @Nullable StoreId storeId;

    /** @param room what the store may take: {@code HeapTooSmallException} comes out of the reading if it takes more */
    StoreReplay(SipHash hash, StoreListener watch, HeapGuard room) {
        this.hash = hash;
        this.watch = watch;
        this.room = room;
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
        room.require(snapshotBytes + done * ENTRY_COST_BYTES_MIN, (double) Math.max(1, done) / Math.max(1, inAll));
        watch.recovering("entries of the snapshot", done, inAll);
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

    private StateSource source(InputStream body) {
        return (target, from, length) -> {
            try {
                int read = body.read(target, from, length);
                snapshotBytes += Math.max(0, read);
                return read;
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
        room.require(begun.bytesMin(), Math.max(LOG_READ_MIN, logRead));
    }

    private static void refuse(boolean wrong, long index, String reason) {
        if (wrong) {
            throw new UnreadableStoreException("record " + index + " of the log " + reason, null);
        }
    }

    @Override
    public void progress(long bytesRead, long bytesInAll) {
        logRead = Math.min(1, (double) bytesRead / Math.max(1, bytesInAll));
        watch.recovering("bytes of the log", bytesRead, bytesInAll);
    }
}
