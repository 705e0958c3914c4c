package dev.latchkey.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.util.Optional;

/** An open file of a {@link NioDisk}. */
final class NioFile implements DiskFile {

    private static final int WRITE_BYTES_MAX = 1 << 20;

    /** The locked byte, which no file has: on Windows a lock would prevent other processes from reading what it covers. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private final DirectoryEntries entries;
    private final FileChannel channel;
    private final Optional<FileIdentity> identity;
    private boolean truncated;

    /** @param identity the identity of the file when it was opened; empty if it had been deleted by then */
    NioFile(DirectoryEntries entries, FileChannel channel, Optional<FileIdentity> identity) {
        this.entries = entries;
        this.channel = channel;
        this.identity = identity;
    }

    /** Writes in pieces, because the JDK caches a direct buffer per thread that is as large as the largest write. */
    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        int limit = source.limit();
        source.limit(Math.min(limit, source.position() + WRITE_BYTES_MAX));
        try {
            return channel.write(source, position);
        } catch (IOException e) {
            throw NioDisk.translated(e);
        } finally {
            source.limit(limit);
        }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return channel.read(target, position);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
        truncated = true;
    }

    /**
     * Syncs metadata only after a truncation: fdatasync persists a file size that grew, but not necessarily one that
     * shrank.
     */
    @Override
    public void fsync() throws IOException {
        channel.force(truncated);
        truncated = false;
    }

    @Override
    public boolean isNamed(String name) throws IOException {
        return identity.isPresent() && identity.equals(entries.identity(name));
    }

    @Override
    public boolean tryLock() throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
