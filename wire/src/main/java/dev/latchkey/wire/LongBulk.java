package dev.latchkey.wire;

import io.netty.buffer.ByteBuf;

/** The bytes of a long bulk string, without its header, and what follows it in the same reply. */
public final class LongBulk implements Remainder {

    private static final int END_OF_LINE_BYTES = 2;

    private final byte[] bytes;
    private final byte[] tail;

    private LongBulk(byte[] bytes, byte[] tail) {
        this.bytes = bytes;
        this.tail = tail;
    }

    /**
     * Writes the header of a bulk string, and returns the rest.
     *
     * @param tail the RESP values that follow the bulk string in the same reply
     */
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
