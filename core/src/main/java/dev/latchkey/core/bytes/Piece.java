package dev.latchkey.core.bytes;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** What one call hands out of a snapshot: bounded in its bytes, and in how much is looked at for them. Big-endian. */
public final class Piece {

    private static final int BYTES_INITIAL_MAX = 65_536;

    private final int bytesMax;
    private int looksLeft;
    private ByteBuffer bytes;

    /**
     * @param bytesMax there is room until there are so many bytes, at least 1; so what is added last may go beyond
     * @param looksMax there is room for so many looks
     */
    public Piece(int bytesMax, int looksMax) {
        this.bytesMax = bytesMax;
        this.looksLeft = looksMax;
        this.bytes = ByteBuffer.allocate(Math.min(bytesMax, BYTES_INITIAL_MAX));
    }

    public boolean hasRoom() {
        return bytes.position() < bytesMax && looksLeft > 0;
    }

    /** Counts something that was looked at, whether it was handed out or not. */
    public void look() {
        looksLeft--;
    }

    /** Where to put {@code length} more bytes. */
    public ByteBuffer grow(int length) {
        if (bytes.remaining() < length) {
            int size = Math.max(2 * bytes.capacity(), bytes.position() + length);
            bytes = ByteBuffer.allocate(size).put(bytes.flip());
        }
        return bytes;
    }

    public byte[] toBytes() {
        return bytes.position() == bytes.capacity() ? bytes.array() : Arrays.copyOf(bytes.array(), bytes.position());
    }
}
