package dev.latchkey.sim.store;

import dev.latchkey.log.disk.DirectoryLock;
import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The disk as seen by one process: when the process dies, its files are closed and its lock is released, as the kernel does. A
 * test can order the process to die in the middle of a disk operation. Not thread-safe.
 */
final class CrashableDisk implements Disk {

    /** Unwinds whatever the process was doing. The process is dead, so no code may catch this and continue. */
    static final class ProcessDied extends Error {
        private static final long serialVersionUID = 1L;

        ProcessDied() {
            super("the process is dead", null, false, false);
        }
    }

    private final Disk disk;
    private final List<MortalFile> files = new ArrayList<>();
    private @Nullable DirectoryLock lock;

    /** The number of points until the process dies; negative: no death is ordered. */
    private int pointsLeft = -1;

    private boolean dead;

    CrashableDisk(Disk disk) {
        this.disk = disk;
    }

    /**
     * Orders the process to die at the given point, counted from 1. There is a point before and after every operation, and one
     * in the middle of a write.
     */
    void dieAtPoint(int point) {
        pointsLeft = point;
    }

    /** Cancels an ordered death. */
    void spare() {
        pointsLeft = -1;
    }

    boolean isDead() {
        return dead;
    }

    /** Kills the process: from now on none of its operations reaches the disk. Idempotent. */
    void die() {
        if (dead) {
            return;
        }
        dead = true;
        files.forEach(MortalFile::release);
        if (lock != null) {
            closeQuietly(lock);
        }
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing a file of an in-memory disk cannot fail", e);
        }
    }

    private void point() {
        if (!dead && pointsLeft > 0 && --pointsLeft == 0) {
            die();
        }
        if (dead) {
            throw new ProcessDied();
        }
    }

    private interface Act<T> {
        T run() throws IOException;
    }

    private <T> T withPoints(Act<T> act) throws IOException {
        point();
        T done = act.run();
        point();
        return done;
    }

    private DiskFile tracked(DiskFile file) {
        MortalFile mortal = new MortalFile(file);
        files.add(mortal);
        return mortal;
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return withPoints(() -> tracked(disk.create(name)));
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return withPoints(() -> tracked(disk.open(name)));
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return withPoints(() -> tracked(disk.openToRead(name)));
    }

    @Override
    public List<String> list() throws IOException {
        return withPoints(disk::list);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        point();
        disk.rename(from, to);
        point();
    }

    @Override
    public void delete(String name) throws IOException {
        point();
        disk.delete(name);
        point();
    }

    @Override
    public void fsync() throws IOException {
        point();
        disk.fsync();
        point();
    }

    @Override
    public DirectoryLock lock() throws IOException {
        DirectoryLock taken = disk.lock();
        lock = taken;
        return new MortalLock(taken);
    }

    private final class MortalLock implements DirectoryLock {

        private final DirectoryLock taken;

        MortalLock(DirectoryLock taken) {
            this.taken = taken;
        }

        @Override
        public void verify() throws IOException {
            if (dead) {
                throw new ProcessDied();
            }
            taken.verify();
        }

        @Override
        public void close() throws IOException {
            if (!dead) {
                taken.close();
            }
        }
    }

    @Override
    public String where(String name) {
        return disk.where(name);
    }

    private final class MortalFile implements DiskFile {

        private final DiskFile file;

        MortalFile(DiskFile file) {
            this.file = file;
        }

        private void release() {
            closeQuietly(file);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            point();
            if (pointsLeft == 1) {
                file.writeFully(source.slice(source.position(), source.remaining() / 2), position);
            }
            point();
            int written = file.write(source, position);
            point();
            return written;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return withPoints(() -> file.read(target, position));
        }

        @Override
        public long size() throws IOException {
            return withPoints(file::size);
        }

        @Override
        public void truncate(long size) throws IOException {
            point();
            file.truncate(size);
            point();
        }

        @Override
        public void fsync() throws IOException {
            point();
            file.fsync();
            point();
        }

        @Override
        public boolean tryLock() throws IOException {
            return file.tryLock();
        }

        @Override
        public boolean isNamed(String name) throws IOException {
            return file.isNamed(name);
        }

        @Override
        public void close() throws IOException {
            if (!dead) {
                files.remove(this);
                file.close();
            }
        }
    }
}
