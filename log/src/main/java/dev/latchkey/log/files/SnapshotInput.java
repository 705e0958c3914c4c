package dev.latchkey.log.files;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.FileWindow;
import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.DiskFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Reads the payload of a snapshot file, verifying each chunk before returning any byte of it. Closing it closes the
 * file.
 */
public final class SnapshotInput extends InputStream {

    private final DiskFile file;
    private final String where;
    private final FileWindow window;
    private final SnapshotHeader header;
    private final Checksum sum = new Checksum();
    private int chain;
    private long offset = LogFormat.SNAPSHOT_HEADER_BYTES;
    private long total;
    private ByteBuffer chunk = ByteBuffer.allocate(0);
    private boolean ended;

    private SnapshotInput(DiskFile file, String where) throws IOException {
        this.file = file;
        this.where = where;
        this.window = new FileWindow(file);
        window.cover(0, (int) Math.min(window.size(), LogFormat.SNAPSHOT_HEADER_BYTES));
        this.header = SnapshotHeader.decode(where, window.bytes());
        this.chain = header.check();
    }

    public static SnapshotInput open(Disk disk, String name) throws IOException {
        DiskFile file = disk.openToRead(name);
        try {
            return new SnapshotInput(file, disk.where(name));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    public SnapshotHeader header() {
        return header;
    }

    /** Reads to the end; throws {@link DamagedLogException} if the file is corrupted. */
    public void check() {
        while (!ended) {
            nextChunk();
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) {
        while (!chunk.hasRemaining() && !ended && length > 0) {
            nextChunk();
        }
        int count = Math.min(length, chunk.remaining());
        chunk.get(target, from, count);
        return count == 0 && length > 0 ? -1 : count;
    }

    private void nextChunk() {
        try {
            cover(LogFormat.CHUNK_HEADER_BYTES);
            int length = window.bytes().getInt(window.at(offset));
            if (length == 0) {
                end();
                return;
            }
            if (length < 0 || length > LogFormat.CHUNK_BYTES) {
                throw corrupted("a chunk length of " + length + " bytes is out of range");
            }
            cover(LogFormat.CHUNK_HEADER_BYTES + length);
            verify(LogFormat.CHUNK_HEADER_BYTES, length);
            chunk = window.bytes().slice(window.at(offset) + LogFormat.CHUNK_HEADER_BYTES, length);
            offset += LogFormat.CHUNK_HEADER_BYTES + length;
            total += length;
        } catch (IOException e) {
            throw DiskFailedException.to("read " + where, e);
        }
    }

    private void end() throws IOException {
        cover(LogFormat.SNAPSHOT_END_BYTES);
        verify(LogFormat.CHUNK_HEADER_BYTES, 8);
        long recorded = window.bytes().getLong(window.at(offset) + 8);
        if (recorded != total) {
            throw corrupted("its end record counts " + recorded + " bytes, but it holds " + total);
        }
        if (offset + LogFormat.SNAPSHOT_END_BYTES != window.size()) {
            throw corrupted("there are bytes after its end record");
        }
        ended = true;
    }

    private void verify(int from, int length) {
        ByteBuffer bytes = window.bytes();
        int at = window.at(offset);
        chain = sum.seed(chain).add(bytes, at, 4).add(bytes, at + from, length).value();
        if (chain != window.bytes().getInt(at + 4)) {
            throw corrupted("the checksum of the chunk is wrong");
        }
    }

    private void cover(int length) throws IOException {
        if (!window.cover(offset, length)) {
            throw corrupted("the file is truncated");
        }
    }

    private DamagedLogException corrupted(String reason) {
        return new DamagedLogException(where, offset, reason);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
