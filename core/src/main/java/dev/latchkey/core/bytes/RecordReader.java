package dev.latchkey.core.bytes;

import java.nio.ByteBuffer;

/** The fields of one record, one after another. Each is called by what it is, so that a record too short says what it lacks. */
final class RecordReader {

    private final ByteBuffer in;

    /** @param in big-endian, from its position to its limit the record */
    RecordReader(ByteBuffer in) {
        this.in = in;
    }

    byte u8(String field) {
        return need(1, field).get();
    }

    int u16(String field) {
        return need(2, field).getShort() & 0xffff;
    }

    long u32(String field) {
        return need(4, field).getInt() & 0xffff_ffffL;
    }

    /** As a number of Java: negative from 2^63 on. */
    long u64(String field) {
        return need(8, field).getLong();
    }

    byte[] bytes(int length, String field) {
        need(length, field);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    void end() {
        if (in.hasRemaining()) {
            throw new UnreadableException("the record has " + in.remaining() + " bytes behind its end");
        }
    }

    private ByteBuffer need(int bytes, String field) {
        if (in.remaining() < bytes) {
            throw new UnreadableException("the record ends after " + in.limit() + " bytes, in the midst of its " + field
                    + ", which takes " + bytes + " from byte " + in.position() + " on");
        }
        return in;
    }
}
