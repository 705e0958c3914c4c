package dev.latchkey.app.durable;

import dev.latchkey.log.disk.DirectoryLock;
import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.DiskSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A disk that, once it begins to lie, acknowledges fsyncs without performing them and keeps the writes in the memory of the
 * process, for a limited number of fsyncs. A process that is killed loses those writes. What it leaves is everything written up to some
 * point in time, in order and complete, so that recovery accepts it.
 *
 * <p>Only writes are kept back. Every other operation on the directory first writes out all that precede it.
 */
public final class LyingDisk implements Disk {

    private final Disk disk;
    private final int fsyncsMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Kept> kept = new ArrayDeque<>();
    private boolean lies;
    private int fsyncs;

    private record Kept(DiskFile file, ByteBuffer bytes, long position) {}

    /** @param fsyncsMax the writes that were kept back are written and fsynced at every {@code fsyncsMax}-th fsync */
    public LyingDisk(Disk disk, int fsyncsMax) {
        this.disk = disk;
        this.fsyncsMax = fsyncsMax;
    }

    /** From now on it lies. */
    public void beginToLie() {
        lock.lock();
        try {
            lies = true;
        } finally {
            lock.unlock();
        }
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private <T> T alone(Step<T> step) throws IOException {
        lock.lock();
        try {
            return step.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T afterKeptWrites(Step<T> step) throws IOException {
        return alone(() -> {
            for (Kept next = kept.poll(); next != null; next = kept.poll()) {
                next.file.writeFully(next.bytes, next.position);
            }
            return step.run();
        });
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return afterKeptWrites(() -> new LyingFile(disk.create(name)));
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return afterKeptWrites(() -> new LyingFile(disk.open(name)));
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return afterKeptWrites(() -> disk.openToRead(name));
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public void rename(String from, String to) throws IOException {
        afterKeptWrites(() -> {
            disk.rename(from, to);
            return to;
        });
    }

    @Override
    public void delete(String name) throws IOException {
        afterKeptWrites(() -> {
            disk.delete(name);
            return name;
        });
    }

    @Override
    public void fsync() throws IOException {
        afterKeptWrites(() -> {
            disk.fsync();
            return disk;
        });
    }

    @Override
    public DirectoryLock lock() throws IOException {
        return disk.lock();
    }

    @Override
    public DiskSpace space() throws IOException {
        return disk.space();
    }

    @Override
    public String where(String name) {
        return disk.where(name);
    }

    private final class LyingFile implements DiskFile {

        private final DiskFile file;

        LyingFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            ByteBuffer copy =
                    ByteBuffer.allocate(source.remaining()).put(source).flip();
            int length = copy.remaining();
            alone(() -> kept.add(new Kept(file, copy, position)));
            return length;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return afterKeptWrites(() -> file.read(target, position));
        }

        @Override
        public long size() throws IOException {
            return afterKeptWrites(file::size);
        }

        @Override
        public void truncate(long size) throws IOException {
            afterKeptWrites(() -> {
                file.truncate(size);
                return size;
            });
        }

        @Override
        public void fsync() throws IOException {
            alone(() -> !lies || ++fsyncs % fsyncsMax == 0 ? afterKeptWrites(this::synced) : file);
        }

        private DiskFile synced() throws IOException {
            file.fsync();
            return file;
        }

        @Override
        public boolean tryLock() throws IOException {
            return file.tryLock();
        }

        @Override
        public boolean isNamed(String inDirectory) throws IOException {
            return file.isNamed(inDirectory);
        }

        @Override
        public void close() throws IOException {
            afterKeptWrites(() -> {
                file.close();
                return file;
            });
        }
    }
}
