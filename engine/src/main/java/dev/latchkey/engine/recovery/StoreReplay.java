package dev.latchkey.engine.recovery;

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

/** Recovers the store from the content of a log: the newest snapshot, if one exists, and the records after it, applied in order. */
public final class StoreReplay implements Replay {

    /** The memory that an entry uses in addition to its length in a snapshot, which includes a frame of 22 bytes. */
    private static final int ENTRY_COST_BYTES_MIN = StateMachine.KEY_COST_BYTES_MIN - 22;

    /** The share of the log that counts as read before any progress is known. */
    private static final double LOG_READ_MIN = 0.01;

    private final SipHash hash;
    private final StoreListener listener;
    private final HeapGuard heap;
    private double logRead;
    private long snapshotBytes;
    private @Nullable StateMachine state;
    private @Nullable StoreId storeId;

    /** @param heap the limit of the store's memory; reading throws {@code HeapTooSmallException} if the store exceeds it */
    public StoreReplay(SipHash hash, StoreListener listener, HeapGuard heap) {
        this.hash = hash;
        this.listener = listener;
        this.heap = heap;
    }

    public SipHash hash() {
        return hash;
    }

    /** The recovered state; null if the log is empty. */
    @Nullable
    public StateMachine state() {
        return state;
    }

    /** The recovered id; null if the log is empty. */
    @Nullable
    public StoreId storeId() {
        return storeId;
    }

    @Override
    public void snapshot(SnapshotHeader header, InputStream body) throws IOException {
        storeId = storeIdOf(header);
        try {
            state = StateMachine.restore(source(body), hash, this::report);
        } catch (UnreadableException e) {
            throw new UnreadableStoreException(snapshotOf(header) + ": " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void report(long done, long inAll) {
        heap.require(snapshotBytes + done * ENTRY_COST_BYTES_MIN, (double) Math.max(1, done) / Math.max(1, inAll));
        listener.recovering("entries of the snapshot", done, inAll);
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
            refuseIf(state != null, index, "begins a store, but a store exists already");
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
        refuseIf(begun == null, index, "belongs to a store, but no store has begun");
        Objects.requireNonNull(begun).apply(command);
        heap.require(begun.bytesMin(), Math.max(LOG_READ_MIN, logRead));
    }

    private static void refuseIf(boolean wrong, long index, String reason) {
        if (wrong) {
            throw new UnreadableStoreException("record " + index + " of the log " + reason, null);
        }
    }

    @Override
    public void progress(long bytesRead, long bytesInAll) {
        logRead = Math.min(1, (double) bytesRead / Math.max(1, bytesInAll));
        listener.recovering("bytes of the log", bytesRead, bytesInAll);
    }
}
