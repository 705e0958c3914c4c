package dev.latchkey.core.bytes;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A piece of a snapshot, which one call hands out: bounded in bytes, and in the number of items examined for it. Big-endian. */
public final class Piece {

    private static final int BYTES_INITIAL_MAX = 65_536;

    private final int bytesMax;
    private final int looksMax;
    private int looks;
    private ByteBuffer bytes;

    /**
     * @param bytesMax the piece is full when it has this many bytes, at least 1; the last item may exceed that
     * @param looksMax the piece is full after this many looks
     */
    public Piece(int bytesMax, int looksMax) {
        this.bytesMax = bytesMax;
        this.looksMax = looksMax;
        this.bytes = ByteBuffer.allocate(Math.min(bytesMax, BYTES_INITIAL_MAX));
    }

    public boolean hasRoom() {
        return bytes.position() < bytesMax && looks < looksMax;
    }

    /** Returns the number of looks after which a piece is full. */
    public int looksMax() {
        return looksMax;
    }

    /** Counts an item that was examined, whether it was handed out or not. */
    public void look() {
        looks++;
    }

    /** Returns the buffer to append {@code length} more bytes to. */
    public ByteBuffer grow(int length) {
        if (bytes.remaining() < length) {
            int size = Math.max(2 * bytes.capacity(), bytes.position() + length);
            bytes = ByteBuffer.allocate(size).put(bytes.flip());
        }
        return bytes;
    }

    /** Returns the bytes. Called last: the array may be that of the buffer. */
    public byte[] toBytes() {
        return bytes.position() == bytes.capacity() ? bytes.array() : Arrays.copyOf(bytes.array(), bytes.position());
    }
}
