package dev.latchkey.core.bytes;

import java.nio.ByteBuffer;

/** Reads the fields of one record in order. Each read names its field, so that the error for a short record can name it too. */
final class RecordReader {

    private final ByteBuffer in;

    /** @param in big-endian; holds the record between its position and its limit */
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

    /** Returns the 64 bits as a signed number: values of 2^63 and above are negative. */
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
            throw new UnreadableException("the record has " + in.remaining() + " bytes after its end");
        }
    }

    private ByteBuffer need(int bytes, String field) {
        if (in.remaining() < bytes) {
            throw new UnreadableException("the record ends after " + in.limit() + " bytes, in the middle of its "
                    + field + ", which takes " + bytes + " from byte " + in.position() + " onward");
        }
        return in;
    }
}
