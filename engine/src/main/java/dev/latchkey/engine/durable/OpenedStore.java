package dev.latchkey.engine.durable;

import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.recovery.StoreListener;
import dev.latchkey.engine.recovery.StoreReplay;
import dev.latchkey.engine.state.HeapGuard;
import dev.latchkey.engine.state.MemoryLimits;
import dev.latchkey.log.Log;
import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.files.RecordBatch;
import dev.latchkey.seams.Time;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The result of opening a directory: recovery has read the store, or has created a new one in an empty directory, and all of it is
 * durable.
 *
 * @param recoveryTime how long that took
 */
record OpenedStore(StoreId storeId, Log log, StateMachine state, Duration recoveryTime) {

    static OpenedStore open(
            Disk disk, DurableOptions options, RandomGenerator chance, Time time, StoreListener listener) {
        long began = time.nanos();
        StoreReplay replay = new StoreReplay(
                SipHash.draw(chance),
                listener,
                HeapGuard.ofProcess(),
                options.memory().layout());
        Log log = Log.open(disk, options.log(), chance, replay);
        try {
            StateMachine state = replay.state();
            StoreId storeId = replay.storeId();
            if (state == null || storeId == null) {
                StateLimits limits = options.memory().ofNewStore();
                storeId = StoreId.draw(chance);
                state = new StateMachine(limits, replay.hash(), options.memory().layout());
                append(log, new LogRecord.Begin(storeId, limits));
            } else {
                boundHistory(state, options.memory(), log);
            }
            return new OpenedStore(storeId, log, state, Duration.ofNanos(time.nanos() - began));
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /** Gives the store another bound of the event history if one is wanted. Why by a record: replies depend on what is evicted. */
    private static void boundHistory(StateMachine state, MemoryLimits memory, Log log) {
        long present = state.limits().history().bytesMax();
        long wanted = memory.historyBytesMax().orElse(present);
        if (wanted != present) {
            HistoryLimits bounds = HistoryLimits.ofBytes(wanted);
            append(log, new LogRecord.HistoryBounds(bounds));
            state.boundHistory(bounds);
        }
    }

    private static void append(Log log, LogRecord record) {
        ByteBuffer bytes = ByteBuffer.allocate(RecordCodec.lengthOf(record));
        RecordCodec.encode(record, bytes);
        RecordBatch batch = new RecordBatch(bytes.capacity());
        batch.addOrFail(bytes.flip());
        log.append(batch);
    }
}
