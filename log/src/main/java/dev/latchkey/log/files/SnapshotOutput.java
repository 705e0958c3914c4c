package dev.latchkey.log.files;

import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.FsyncGate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Writes a snapshot file as checksummed chunks. Without the end record that {@link #finish} writes, the file is not a
 * valid snapshot.
 */
public final class SnapshotOutput extends OutputStream {

    /**
     * The file is fsynced in steps of this size: with a single fsync at the end, an fsync of the log could have to wait
     * for the whole snapshot to be written back.
     */
    private static final long FSYNC_BYTES = 4 << 20;

    private final Target target;
    private final Checksum sum = new Checksum();
    private final ByteBuffer chunk = ByteBuffer.allocate(LogFormat.CHUNK_HEADER_BYTES + LogFormat.CHUNK_BYTES);
    private int chain;
    private long offset;
    private long synced;
    private long total;

    /** Where the bytes of a snapshot go. */
    private interface Target {

        /** Writes all remaining bytes at {@code offset}, which is the end of what was written before. */
        void write(ByteBuffer bytes, long offset) throws IOException;

        /** Makes what was written durable, if the target can. */
        void sync() throws IOException;
    }

    /** Writes to a file and fsyncs it. */
    public SnapshotOutput(FsyncGate fsyncGate, DiskFile file, String where, SnapshotHeader header) throws IOException {
        this(
                new Target() {
                    @Override
                    public void write(ByteBuffer bytes, long offset) throws IOException {
                        file.writeFully(bytes, offset);
                    }

                    @Override
                    public void sync() {
                        fsyncGate.fsync(file, where);
                    }
                },
                header);
    }

    /** Writes to a stream, which is flushed but cannot be fsynced. */
    public SnapshotOutput(OutputStream stream, SnapshotHeader header) throws IOException {
        this(
                new Target() {
                    @Override
                    public void write(ByteBuffer bytes, long offset) throws IOException {
                        byte[] part = new byte[bytes.remaining()];
                        bytes.get(part);
                        stream.write(part);
                    }

                    @Override
                    public void sync() throws IOException {
                        stream.flush();
                    }
                },
                header);
    }

    private SnapshotOutput(Target target, SnapshotHeader header) throws IOException {
        this.target = target;
        this.chain = header.check();
        put(header.encode());
        chunk.position(LogFormat.CHUNK_HEADER_BYTES);
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        int written = 0;
        while (written < length) {
            int part = Math.min(length - written, chunk.remaining());
            chunk.put(bytes, from + written, part);
            written += part;
            if (!chunk.hasRemaining()) {
                writeChunk();
            }
        }
    }

    private void writeChunk() throws IOException {
        int length = chunk.position() - LogFormat.CHUNK_HEADER_BYTES;
        chunk.putInt(0, length);
        chain = sum.seed(chain)
                .add(chunk, 0, 4)
                .add(chunk, LogFormat.CHUNK_HEADER_BYTES, length)
                .value();
        chunk.putInt(4, chain);
        put(chunk.flip());
        total += length;
        chunk.clear().position(LogFormat.CHUNK_HEADER_BYTES);
    }

    /** The number of bytes written so far. */
    public long bytes() {
        return offset;
    }

    /** Writes the remaining bytes and the end record, and fsyncs the file. */
    public void finish() throws IOException {
        if (chunk.position() > LogFormat.CHUNK_HEADER_BYTES) {
            writeChunk();
        }
        ByteBuffer end = ByteBuffer.allocate(LogFormat.SNAPSHOT_END_BYTES).putLong(8, total);
        end.putInt(4, sum.seed(chain).add(end, 0, 4).add(end, 8, 8).value());
        put(end);
        target.sync();
    }

    private void put(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        target.write(bytes, offset);
        offset += length;
        if (offset - synced >= FSYNC_BYTES) {
            synced = offset;
            target.sync();
        }
    }
}
