package dev.latchkey.cluster.bytes;

import dev.latchkey.core.SessionId;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the fields of an entry or a message in order, into an array that grows. */
final class FieldWriter {

    private static final int BYTES_INITIAL = 256;

    private ByteBuffer out = ByteBuffer.allocate(BYTES_INITIAL);

    FieldWriter u8(int number) {
        grow(1).put((byte) number);
        return this;
    }

    FieldWriter i32(int number) {
        grow(4).putInt(number);
        return this;
    }

    FieldWriter i64(long number) {
        grow(8).putLong(number);
        return this;
    }

    FieldWriter session(SessionId id) {
        id.writeTo(grow(SessionId.LENGTH));
        return this;
    }

    FieldWriter text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        grow(1 + bytes.length).put((byte) bytes.length).put(bytes);
        return this;
    }

    FieldWriter record(LogRecord record) {
        int length = RecordCodec.lengthOf(record);
        RecordCodec.encode(record, grow(4 + length).putInt(length));
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(out.array(), out.position());
    }

    private ByteBuffer grow(int bytes) {
        if (out.remaining() < bytes) {
            int capacity = Math.max(2 * out.capacity(), out.position() + bytes);
            out = ByteBuffer.allocate(capacity).put(out.flip());
        }
        return out;
    }
}
