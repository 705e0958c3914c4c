package dev.latchkey.engine.recovery;

import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.core.bytes.StateSource;
import dev.latchkey.core.bytes.UnreadableException;
import dev.latchkey.core.state.Changes;
import dev.latchkey.core.state.HeapLayout;
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

    /** The share of the log that counts as read before any progress is known. */
    private static final double LOG_READ_MIN = 0.01;

    private final SipHash hash;
    private final StoreListener listener;
    private final HeapGuard heap;
    private final HeapLayout layout;
    private double logRead;
    private @Nullable StateMachine state;
    private @Nullable StoreId storeId;

    /** As the other constructor, with the standard layout of the heap. */
    public StoreReplay(SipHash hash, StoreListener listener, HeapGuard heap) {
        this(hash, listener, heap, HeapLayout.STANDARD);
    }

    /**
     * @param heap the limit of the store's memory; reading throws {@code HeapTooSmallException} if the store exceeds it
     * @param layout the heap that the store is read into
     */
    public StoreReplay(SipHash hash, StoreListener listener, HeapGuard heap, HeapLayout layout) {
        this.layout = layout;
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
            state = StateMachine.restore(source(body), hash, layout, this::report);
        } catch (UnreadableException e) {
            throw new UnreadableStoreException(snapshotOf(header) + ": " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void report(long done, long inAll, long bytesMin) {
        heap.require(bytesMin, (double) Math.max(1, done) / Math.max(1, inAll));
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
            refuseIf(state != null, index, "begins a store, but a store exists already");
            state = new StateMachine(begin.limits(), hash, layout);
            storeId = begin.storeId();
        } else if (record instanceof LogRecord.Write write) {
            apply(index, write);
        } else if (record instanceof LogRecord.HistoryBounds bounds) {
            begun(index).boundHistory(bounds.limits());
        }
    }

    private StateMachine begun(long index) {
        refuseIf(state == null, index, "belongs to a store, but no store has begun");
        return Objects.requireNonNull(state);
    }

    private static LogRecord decode(long index, ByteBuffer payload) {
        try {
            return RecordCodec.decode(payload);
        } catch (UnreadableException e) {
            throw new UnreadableStoreException("record " + index + " of the log: " + e.getMessage(), e);
        }
    }

    private void apply(long index, LogRecord.Write write) {
        StateMachine begun = begun(index);
        begun.apply(write.command(), write.origin(), Changes.NONE);
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
