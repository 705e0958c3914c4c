package dev.latchkey.wire;

import io.netty.buffer.ByteBuf;

/**
 * The bytes of a long bulk string, without its header, and what follows it in the same reply.
 *
 * @param bytes the bytes of the string
 * @param tail the RESP values that follow
 */
public record LongBulk(byte[] bytes, byte[] tail) implements Remainder {

    private static final int END_OF_LINE_BYTES = 2;

    /** Writes the header of a bulk string, and returns the rest. */
    public static LongBulk begin(ByteBuf out, byte[] bytes, byte[] tail) {
        RespWriter.header(out, '$', bytes.length);
        return new LongBulk(bytes, tail);
    }

    /** Whether a bulk string of {@code length} bytes is long. */
    public static boolean isLong(int length) {
        return length > LONG_BYTES;
    }

    @Override
    public int bytesMax() {
        return bytes.length + END_OF_LINE_BYTES + tail.length;
    }

    @Override
    public void writeTo(ByteBuf out) {
        out.writeBytes(bytes);
        RespWriter.endOfLine(out);
        out.writeBytes(tail);
    }
}
