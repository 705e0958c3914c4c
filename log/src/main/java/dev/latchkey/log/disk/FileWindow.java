package dev.latchkey.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A sliding window over a file. Its buffer never exceeds the larger of 256 KiB and the longest range requested. */
public final class FileWindow {

    private static final int BYTES = 1 << 18;

    private final DiskFile file;
    private final long size;
    private ByteBuffer bytes;
    private long start;

    public FileWindow(DiskFile file) throws IOException {
        this.file = file;
        this.size = file.size();
        this.bytes = ByteBuffer.allocate((int) Math.min(size, BYTES)).limit(0);
    }

    public long size() {
        return size;
    }

    /**
     * Loads {@code length} bytes from {@code offset}, to be read from {@link #bytes} at {@link #at}; false if the file
     * is too short.
     */
    public boolean cover(long offset, int length) throws IOException {
        if (offset + length > size) {
            return false;
        }
        if (offset < start || offset + length > start + bytes.limit()) {
            load(offset, length);
        }
        return true;
    }

    private void load(long offset, int length) throws IOException {
        if (length > bytes.capacity()) {
            bytes = ByteBuffer.allocate(length);
        }
        bytes.clear().limit((int) Math.min(bytes.capacity(), size - offset));
        start = offset;
        while (bytes.hasRemaining()) {
            if (file.read(bytes, offset + bytes.position()) < 0) {
                throw new IOException("the file has shrunk below " + size + " bytes");
            }
        }
        bytes.flip();
    }

    public ByteBuffer bytes() {
        return bytes;
    }

    /** The index in {@link #bytes} of a loaded file offset. */
    public int at(long offset) {
        return (int) (offset - start);
    }
}
