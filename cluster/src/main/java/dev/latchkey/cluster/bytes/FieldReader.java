package dev.latchkey.cluster.bytes;

import dev.latchkey.core.SessionId;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.core.bytes.UnreadableException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the fields of an entry or a message in order. Checks every length before it allocates memory for it. */
final class FieldReader {

    private final ByteBuffer in;
    private final String what;

    /** @param what names the bytes in errors */
    FieldReader(String what, byte[] bytes) {
        this.what = what;
        this.in = ByteBuffer.wrap(bytes);
    }

    int u8(String field) {
        return need(1, field).get() & 0xff;
    }

    long i64(String field) {
        return need(8, field).getLong();
    }

    /** A number that is at least {@code min}. */
    long atLeast(long min, String field) {
        long number = i64(field);
        if (number < min) {
            throw new UnreadableException(what + " has " + field + " " + number + ", which is less than " + min);
        }
        return number;
    }

    /** The number of elements that follow, each of at least one byte, so that memory can be allocated for them. */
    int count(String field) {
        int count = need(4, field).getInt();
        if (count < 0 || count > in.remaining()) {
            throw new UnreadableException(
                    what + " has " + count + " " + field + ", but only " + in.remaining() + " bytes follow");
        }
        return count;
    }

    int position(String field) {
        int position = need(4, field).getInt();
        if (position < 0) {
            throw new UnreadableException(what + " has " + field + " " + position);
        }
        return position;
    }

    SessionId session(String field) {
        return SessionId.read(need(SessionId.LENGTH, field));
    }

    String text(String field) {
        int length = u8(field);
        ByteBuffer bytes = need(length, field).slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableException(what + " has " + field + " that is not UTF-8", e);
        }
    }

    /** Reads a record of so many bytes. */
    LogRecord record(int length) {
        ByteBuffer bytes = need(length, "record").slice(in.position(), length);
        in.position(in.position() + length);
        return RecordCodec.decode(bytes);
    }

    LogRecord.Write write(int length) {
        LogRecord record = record(length);
        if (record instanceof LogRecord.Write write) {
            return write;
        }
        throw new UnreadableException(what + " has a record that is not a write");
    }

    void end() {
        if (in.hasRemaining()) {
            throw new UnreadableException(what + " has " + in.remaining() + " bytes after its end");
        }
    }

    UnreadableException unknown(String field, int number) {
        return new UnreadableException(what + " has " + field + " " + number
                + ", which this program does not know; a newer one may have written it");
    }

    private ByteBuffer need(int bytes, String field) {
        if (in.remaining() < bytes) {
            throw new UnreadableException(what + " ends after " + in.limit() + " bytes, in the middle of " + field);
        }
        return in;
    }
}
