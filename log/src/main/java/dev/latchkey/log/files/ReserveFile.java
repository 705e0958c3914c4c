package dev.latchkey.log.files;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.DiskFullException;
import dev.latchkey.log.disk.FsyncGate;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The reserve file, which occupies disk space that is released when the disk is full. Used by the appending thread
 * only.
 */
public final class ReserveFile {

    private static final int PIECE_BYTES = 1 << 16;

    private final Disk disk;
    private final FsyncGate fsyncGate;
    private final long bytes;
    private boolean held;

    public ReserveFile(Disk disk, FsyncGate fsyncGate, long bytes) {
        this.disk = disk;
        this.fsyncGate = fsyncGate;
        this.bytes = bytes;
    }

    public boolean held() {
        return held;
    }

    /** Creates the reserve file if the disk has enough space. */
    public boolean hold() {
        fsyncGate.check();
        try {
            if (!held && bytes > 0) {
                held = hasFile() || makeFile();
            }
            return held;
        } catch (IOException e) {
            throw fsyncGate.fail("make " + disk.where(LogFormat.RESERVE), e);
        }
    }

    /** Deletes the reserve file. */
    public void release() {
        fsyncGate.check();
        try {
            if (disk.list().contains(LogFormat.RESERVE)) {
                disk.delete(LogFormat.RESERVE);
            }
        } catch (IOException e) {
            throw fsyncGate.fail("delete " + disk.where(LogFormat.RESERVE), e);
        }
        fsyncGate.fsyncDirectory(disk);
        held = false;
    }

    private boolean hasFile() throws IOException {
        if (!disk.list().contains(LogFormat.RESERVE)) {
            return false;
        }
        long size;
        try (DiskFile file = disk.openToRead(LogFormat.RESERVE)) {
            size = file.size();
        }
        if (size != bytes) {
            disk.delete(LogFormat.RESERVE);
        }
        return size == bytes;
    }

    private boolean makeFile() throws IOException {
        try (DiskFile file = disk.create(LogFormat.RESERVE)) {
            ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, bytes));
            for (long at = 0; at < bytes; at += zeros.capacity()) {
                file.writeFully(zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at)), at);
            }
            fsyncGate.fsync(file, disk.where(LogFormat.RESERVE));
        } catch (DiskFullException e) {
            disk.delete(LogFormat.RESERVE);
            return false;
        }
        fsyncGate.fsyncDirectory(disk);
        return true;
    }
}
