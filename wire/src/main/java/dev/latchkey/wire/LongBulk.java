package dev.latchkey.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The rest of a long bulk string, and of the reply that it is the last or only long part of. */
public final class LongBulk implements Remainder {

    private final byte[] bytes;

    /** What follows the bulk string and its CRLF. */
    private final byte[] tail;

    private int written;

    private LongBulk(byte[] bytes, byte[] tail) {
        this.bytes = bytes;
        this.tail = tail;
    }

    /**
     * Writes a bulk string, or the beginning of a long one.
     *
     * @param tail the RESP values that follow the bulk string in the same reply
     * @return the rest; null if everything was written
     */
    public static @Nullable LongBulk begin(ByteBuf out, byte[] bytes, byte[] tail) {
        LongBulk bulk = new LongBulk(bytes, tail);
        RespWriter.header(out, '$', bytes.length);
        return bulk.writeSlice(out) ? null : bulk;
    }

    /** Whether a bulk string of {@code length} bytes takes more than one slice. */
    public static boolean isLong(int length) {
        return length > SLICE_BYTES;
    }

    @Override
    public boolean writeSlice(ByteBuf out) {
        int length = Math.min(SLICE_BYTES, bytes.length - written);
        out.writeBytes(bytes, written, length);
        written += length;
        if (written < bytes.length) {
            return false;
        }
        RespWriter.endOfLine(out);
        out.writeBytes(tail);
        return true;
    }
}
