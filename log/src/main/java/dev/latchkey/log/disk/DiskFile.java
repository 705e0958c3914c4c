package dev.latchkey.log.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link Disk}. Not thread-safe. Closing it does not fsync. */
public interface DiskFile extends Closeable {

    /**
     * Writes the remaining bytes of {@code source}, or a prefix of them, extending the file if necessary.
     *
     * @return how many bytes were written; at least 1 if any remained
     * @throws DiskFullException if the disk is full
     */
    int write(ByteBuffer source, long position) throws IOException;

    /** Reads up to the remaining size of {@code target}; returns the number of bytes read, or -1 at or past the end. */
    int read(ByteBuffer target, long position) throws IOException;

    /** The size in bytes. */
    long size() throws IOException;

    /** Truncates the file to {@code size} bytes, which must not exceed its size. */
    void truncate(long size) throws IOException;

    /**
     * Fsyncs the file: on return all writes and truncations are durable. If it fails, what is durable is unknown, and a
     * retry does not tell.
     */
    void fsync() throws IOException;

    /**
     * Whether the directory has this file under {@code name}: false if it was renamed or deleted, or if another file has
     * taken its place. Call this before renaming or deleting the file, which is done by name.
     */
    boolean isNamed(String name) throws IOException;

    /**
     * Locks the file against {@code tryLock} by others until it is closed. Reading and writing remain possible. Does not
     * wait; returns false if it is locked. A disk that no other process can use may always return true.
     */
    default boolean tryLock() throws IOException {
        return true;
    }

    /** Writes all remaining bytes of {@code source}. */
    default void writeFully(ByteBuffer source, long position) throws IOException {
        long next = position;
        while (source.hasRemaining()) {
            next += write(source, next);
        }
    }
}
