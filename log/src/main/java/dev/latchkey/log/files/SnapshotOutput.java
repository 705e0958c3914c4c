package dev.latchkey.log.files;

import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.FsyncGate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Cuts what is written to it into checked chunks. {@link #finish} writes the end; without it the file is not a snapshot. */
public final class SnapshotOutput extends OutputStream {

    /** Why not once at the end: forces of the log would wait for all of it. */
    private static final long FORCE_BYTES = 4 << 20;

    private final DiskFile file;
    private final FsyncGate forces;
    private final String where;
    private final Checksum sum = new Checksum();
    private final ByteBuffer chunk = ByteBuffer.allocate(LogFormat.CHUNK_HEADER_BYTES + LogFormat.CHUNK_BYTES);
    private int chain;
    private long offset;
    private long forced;
    private long total;

    public SnapshotOutput(FsyncGate forces, DiskFile file, String where, SnapshotHeader header) throws IOException {
        this.forces = forces;
        this.file = file;
        this.where = where;
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

    /** Writes what is left and the end, and forces it. */
    public void finish() throws IOException {
        if (chunk.position() > LogFormat.CHUNK_HEADER_BYTES) {
            writeChunk();
        }
        ByteBuffer end = ByteBuffer.allocate(LogFormat.SNAPSHOT_END_BYTES).putLong(8, total);
        end.putInt(4, sum.seed(chain).add(end, 0, 4).add(end, 8, 8).value());
        put(end);
        forces.file(file, where);
    }

    private void put(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        file.writeFully(bytes, offset);
        offset += length;
        if (offset - forced >= FORCE_BYTES) {
            forced = offset;
            forces.file(file, where);
        }
    }
}
