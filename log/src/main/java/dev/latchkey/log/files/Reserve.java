package dev.latchkey.log.files;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.DiskFullException;
import dev.latchkey.log.disk.FsyncGate;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is there to be given up when the disk is full. For the thread that appends. */
public final class Reserve {

    private static final int PIECE_BYTES = 1 << 16;

    private final Disk disk;
    private final FsyncGate forces;
    private final long bytes;
    private boolean held;

    public Reserve(Disk disk, FsyncGate forces, long bytes) {
        this.disk = disk;
        this.forces = forces;
        this.bytes = bytes;
    }

    public boolean held() {
        return held;
    }

    /** Takes the room again, if there is enough. */
    public boolean hold() {
        forces.check();
        try {
            if (!held && bytes > 0) {
                held = hasFile() || makeFile();
            }
            return held;
        } catch (IOException e) {
            throw forces.failed("make " + disk.where(LogFormat.RESERVE), e);
        }
    }

    /** Gives the room up. */
    public void release() {
        forces.check();
        try {
            if (disk.list().contains(LogFormat.RESERVE)) {
                disk.delete(LogFormat.RESERVE);
            }
        } catch (IOException e) {
            throw forces.failed("delete " + disk.where(LogFormat.RESERVE), e);
        }
        forces.directory(disk);
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
            forces.file(file, disk.where(LogFormat.RESERVE));
        } catch (DiskFullException e) {
            disk.delete(LogFormat.RESERVE);
            return false;
        }
        forces.directory(disk);
        return true;
    }
}
