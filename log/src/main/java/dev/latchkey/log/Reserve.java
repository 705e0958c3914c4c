package dev.latchkey.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is there to be given up when the disk is full. For the thread that appends. */
final class Reserve {

    private static final int PIECE_BYTES = 1 << 16;

    private final Disk disk;
    private final Forces forces;
    private final long bytes;
    private boolean held;

    Reserve(Disk disk, Forces forces, long bytes) {
        this.disk = disk;
        this.forces = forces;
        this.bytes = bytes;
    }

    boolean held() {
        return held;
    }

    /** Takes the room again, if there is enough. */
    boolean hold() {
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
    void release() {
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
