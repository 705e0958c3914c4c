package dev.latchkey.core.bytes;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Encodes and decodes log records as docs/format/records.md defines. Thread-safe if each thread uses its own buffers. */
public final class RecordCodec {

    private static final int BEGIN_BYTES = 1 + 16 + 16;
    private static final int PUT_FRAME_BYTES = 1 + 2 + 4 + 8;
    private static final int DELETE_FRAME_BYTES = 1 + 2 + 8;

    /** The longest record, in bytes: a put of the longest key and the longest value. */
    public static final int LENGTH_MAX = PUT_FRAME_BYTES + Key.LENGTH_MAX + Value.LENGTH_MAX;

    private static final Lengths LENGTHS = new Lengths();

    private RecordCodec() {}

    /** Returns the number of bytes that {@link #encode} writes, 12 to {@link #LENGTH_MAX}. */
    public static int lengthOf(LogRecord record) {
        return record instanceof LogRecord.Write write ? write.command().match(LENGTHS) : BEGIN_BYTES;
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
            write.command().match(new Encoder(target));
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
        LogRecord record =
                switch (Opcode.of(in.u8("opcode"))) {
                    case BEGIN -> decodeBegin(in);
                    case PUT -> new LogRecord.Write(decodePut(in));
                    case DELETE -> new LogRecord.Write(decodeDelete(in));
                };
        in.end();
        source.position(source.limit());
        return record;
    }

    private static void encodeBegin(LogRecord.Begin begin, ByteBuffer target) {
        target.put(Opcode.BEGIN.number);
        target.put(begin.storeId().toBytes());
        target.putInt(begin.limits().tombstonesMax()).putInt(begin.limits().floorsCount());
        target.putLong(begin.limits().versionMax().number());
    }

    private static LogRecord decodeBegin(RecordReader in) {
        StoreId storeId = StoreId.ofBytes(in.bytes(StoreId.LENGTH, "store id"));
        return new LogRecord.Begin(
                storeId, Bounds.limits(in.u32("tombstonesMax"), in.u32("floorsCount"), in.u64("versionMax")));
    }

    private static Command decodePut(RecordReader in) {
        int keyLength = Bounds.keyLength(in.u16("length of the key"));
        int valueLength = Bounds.valueLength(in.u32("length of the value"));
        Version expected = Version.of(Bounds.version(in.u64("expected version"), 0, Long.MAX_VALUE));
        return new Command.Put(
                Key.owning(in.bytes(keyLength, "key")), Value.owning(in.bytes(valueLength, "value")), expected);
    }

    private static Command decodeDelete(RecordReader in) {
        int keyLength = Bounds.keyLength(in.u16("length of the key"));
        Version expected = Version.of(Bounds.version(in.u64("expected version"), 1, Long.MAX_VALUE));
        return new Command.Delete(Key.owning(in.bytes(keyLength, "key")), expected);
    }

    private static final class Lengths implements Command.Cases<Integer> {

        @Override
        public Integer put(Command.Put command) {
            return PUT_FRAME_BYTES + command.key().length() + command.value().length();
        }

        @Override
        public Integer delete(Command.Delete command) {
            return DELETE_FRAME_BYTES + command.key().length();
        }

        @Override
        public Integer get(Command.Get command) {
            throw notLogged(command);
        }

        @Override
        public Integer listKeys(Command.ListKeys command) {
            throw notLogged(command);
        }
    }

    private record Encoder(ByteBuffer target) implements Command.Cases<ByteBuffer> {

        @Override
        public ByteBuffer put(Command.Put command) {
            return target.put(Opcode.PUT.number)
                    .putShort((short) command.key().length())
                    .putInt(command.value().length())
                    .putLong(command.expected().number())
                    .put(command.key().bytes)
                    .put(command.value().bytes);
        }

        @Override
        public ByteBuffer delete(Command.Delete command) {
            return target.put(Opcode.DELETE.number)
                    .putShort((short) command.key().length())
                    .putLong(command.expected().number())
                    .put(command.key().bytes);
        }

        @Override
        public ByteBuffer get(Command.Get command) {
            throw notLogged(command);
        }

        @Override
        public ByteBuffer listKeys(Command.ListKeys command) {
            throw notLogged(command);
        }
    }

    private static IllegalStateException notLogged(Command command) {
        return new IllegalStateException("a read is never logged: " + command);
    }
}
