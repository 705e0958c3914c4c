package dev.latchkey.core.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Reads the fields of a state in order from a source of bytes. Numbers are big-endian. */
public final class StateReader {

    private static final int BUFFER_BYTES = 65_536;

    private final StateSource source;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);

    /** The offset of the start of the buffer in the state. */
    private long bufferStart;

    public StateReader(StateSource source) {
        this.source = source;
    }

    /** Returns the offset of the next byte. */
    public long offset() {
        return bufferStart + buffer.position();
    }

    public int u8() {
        return need(1).get() & 0xff;
    }

    public int u16() {
        return need(2).getShort() & 0xffff;
    }

    public long u32() {
        return need(4).getInt() & 0xffff_ffffL;
    }

    /** Returns the 64 bits as a signed number: values of 2^63 and above are negative. */
    public long u64() {
        return need(8).getLong();
    }

    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        int have = Math.min(length, buffer.remaining());
        buffer.get(bytes, 0, have);
        while (have < length) {
            need(1);
            int more = Math.min(length - have, buffer.remaining());
            buffer.get(bytes, have, more);
            have += more;
        }
        return bytes;
    }

    /** Returns {@code length} bytes as text, which must be valid UTF-8. */
    public String text(String what, int length) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(length))).toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableException("the " + what + " is not UTF-8", e);
        }
    }

    public boolean isAtEnd() {
        return !buffer.hasRemaining() && !fill();
    }

    private ByteBuffer need(int bytes) {
        while (buffer.remaining() < bytes) {
            if (!fill()) {
                throw new UnreadableException("the state is truncated");
            }
        }
        return buffer;
    }

    /** Reads more bytes into the buffer, after those that it holds; returns false at the end of the source. */
    private boolean fill() {
        bufferStart += buffer.position();
        buffer.compact();
        int read = source.read(buffer.array(), buffer.position(), buffer.remaining());
        buffer.position(buffer.position() + Math.max(0, read)).flip();
        return read >= 0;
    }
}
