package dev.latchkey.log.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One open file of a {@link Disk}. One thread at a time may use it. Closing it forces nothing. */
public interface DiskFile extends Closeable {

    /**
     * Writes what remains in {@code source}, or a beginning of it, and makes the file longer if it must.
     *
     * @return how many bytes were written, at least 1 if any remained
     * @throws DiskFullException if there is no room
     */
    int write(ByteBuffer source, long position) throws IOException;

    /** Reads into {@code target} as much as comes at once; -1 at or behind the end. */
    int read(ByteBuffer target, long position) throws IOException;

    /** The length in bytes. */
    long size() throws IOException;

    /** Cuts the file to {@code size} bytes, no more than it has. */
    void truncate(long size) throws IOException;

    /** On return all that was written and cut is durable. If it fails, nobody knows what is, and asking again does not tell. */
    void force() throws IOException;

    /** Writes all that remains in {@code source}. */
    default void writeFully(ByteBuffer source, long position) throws IOException {
        long next = position;
        while (source.hasRemaining()) {
            next += write(source, next);
        }
    }
}
