package dev.latchkey.core.bytes;

import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Encodes and decodes log records as docs/format/records.md defines. Thread-safe if each thread uses its own buffers. */
public final class RecordCodec {

    private static final int BEGIN_BYTES = 1 + 16 + 16;
    private static final int HISTORY_BYTES = 4 + 8;

    /** The longest record, in bytes. */
    public static final int LENGTH_MAX = WriteLengths.MAX;

    private RecordCodec() {}

    /** Returns the number of bytes that {@link #encode} writes, 12 to {@link #LENGTH_MAX}. */
    public static int lengthOf(LogRecord record) {
        if (record instanceof LogRecord.Write write) {
            return WriteLengths.ofStamp(write.origin()) + write.command().match(WriteLengths.INSTANCE);
        }
        return record instanceof LogRecord.Begin begin ? lengthOfBegin(begin) : 1 + HISTORY_BYTES;
    }

    private static int lengthOfBegin(LogRecord.Begin begin) {
        return BEGIN_BYTES + (hasStandardHistory(begin.limits()) ? 0 : HISTORY_BYTES);
    }

    private static boolean hasStandardHistory(StateLimits limits) {
        return limits.history().equals(HistoryLimits.STANDARD);
    }

    /**
     * Writes {@code record} at the position of the buffer and advances the position. The byte order of the buffer does not matter.
     *
     * @throws BufferOverflowException if fewer than {@link #lengthOf} bytes remain; then nothing is written
     */
    public static void encode(LogRecord record, ByteBuffer target) {
        if (target.remaining() < lengthOf(record)) {
            throw new BufferOverflowException();
        }
        ByteOrder order = target.order();
        target.order(ByteOrder.BIG_ENDIAN);
        if (record instanceof LogRecord.Begin begin) {
            encodeBegin(begin, target);
        } else if (record instanceof LogRecord.Write write) {
            WriteEncoder encoder = new WriteEncoder(target);
            encoder.stamp(write.origin());
            write.command().match(encoder);
        }
        if (record instanceof LogRecord.HistoryBounds bounds) {
            encodeHistory(bounds.limits(), target.put(Opcode.HISTORY_BOUNDS.number));
        }
        target.order(order);
    }

    /**
     * Reads the one record between the position and the limit of the buffer, and advances the position to the limit. The record
     * shares no bytes with the buffer. If this method throws, the position does not change.
     *
     * @throws UnreadableException if the bytes are not a valid record, or have an opcode of a newer version
     */
    public static LogRecord decode(ByteBuffer source) {
        RecordReader in = new RecordReader(source.slice());
        Opcode opcode = Opcode.of(in.u8("opcode"));
        LogRecord record =
                switch (opcode) {
                    case BEGIN -> decodeBegin(in);
                    case BEGIN_WITH_HISTORY -> decodeHistory(decodeBegin(in), in);
                    case HISTORY_BOUNDS -> new LogRecord.HistoryBounds(historyLimits(in));
                    default -> new WriteDecoder(in).record(opcode);
                };
        in.end();
        source.position(source.limit());
        return record;
    }

    private static void encodeBegin(LogRecord.Begin begin, ByteBuffer target) {
        StateLimits limits = begin.limits();
        boolean standard = hasStandardHistory(limits);
        target.put(standard ? Opcode.BEGIN.number : Opcode.BEGIN_WITH_HISTORY.number);
        target.put(begin.storeId().toBytes());
        target.putInt(limits.tombstonesMax()).putInt(limits.floorsCount());
        target.putLong(limits.versionMax().number());
        if (!standard) {
            encodeHistory(limits.history(), target);
        }
    }

    private static void encodeHistory(HistoryLimits history, ByteBuffer target) {
        target.putInt(history.eventsMax()).putLong(history.bytesMax());
    }

    private static LogRecord.Begin decodeBegin(RecordReader in) {
        StoreId storeId = StoreId.ofBytes(in.bytes(StoreId.LENGTH, "store id"));
        return new LogRecord.Begin(
                storeId, Bounds.limits(in.u32("tombstonesMax"), in.u32("floorsCount"), in.u64("versionMax")));
    }

    private static LogRecord decodeHistory(LogRecord.Begin begin, RecordReader in) {
        HistoryLimits history = historyLimits(in);
        if (history.equals(HistoryLimits.STANDARD)) {
            throw new UnreadableException("the record states the bounds of the history that need not be stated");
        }
        return new LogRecord.Begin(begin.storeId(), begin.limits().withHistory(history));
    }

    private static HistoryLimits historyLimits(RecordReader in) {
        return Bounds.history(in.u32("events of the history"), in.u64("bytes of the history"));
    }
}
