package dev.latchkey.test;

import dev.latchkey.log.disk.DirectoryLock;
import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.sim.InMemoryDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/** A disk in memory as one run of the server sees it: for any thread, and unreachable after a crash. */
final class CrashDisk implements Disk {

    private final ReentrantLock lock = new ReentrantLock();
    private final InMemoryDisk disk;
    private boolean crashed;

    CrashDisk(InMemoryDisk disk) {
        this.disk = disk;
    }

    /** Ends this run, and returns the disk of the next one: a random part of what was not fsynced is lost. */
    InMemoryDisk crash(RandomGenerator chance) {
        lock.lock();
        try {
            crashed = true;
            return disk.crash(chance);
        } finally {
            lock.unlock();
        }
    }

    private interface Act<T> {
        T run() throws IOException;
    }

    private interface Step {
        void run() throws IOException;
    }

    private <T> T get(Act<T> act) throws IOException {
        lock.lock();
        try {
            if (crashed) {
                throw new IOException("the server has crashed");
            }
            return act.run();
        } finally {
            lock.unlock();
        }
    }

    private void run(Step step) throws IOException {
        get(() -> {
            step.run();
            return true;
        });
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return get(() -> new OpenFile(disk.create(name)));
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return get(() -> new OpenFile(disk.open(name)));
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return get(() -> new OpenFile(disk.openToRead(name)));
    }

    @Override
    public List<String> list() throws IOException {
        return get(disk::list);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        run(() -> disk.rename(from, to));
    }

    @Override
    public void delete(String name) throws IOException {
        run(() -> disk.delete(name));
    }

    @Override
    public void fsync() throws IOException {
        run(disk::fsync);
    }

    @Override
    public DirectoryLock lock() throws IOException {
        return get(() -> new Lock(disk.lock()));
    }

    @Override
    public String where(String name) {
        return disk.where(name);
    }

    private final class Lock implements DirectoryLock {

        private final DirectoryLock taken;

        Lock(DirectoryLock taken) {
            this.taken = taken;
        }

        @Override
        public void verify() throws IOException {
            run(taken::verify);
        }

        @Override
        public void close() throws IOException {
            run(taken::close);
        }
    }

    private final class OpenFile implements DiskFile {

        private final DiskFile file;

        OpenFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            return get(() -> file.write(source, position));
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return get(() -> file.read(target, position));
        }

        @Override
        public long size() throws IOException {
            return get(file::size);
        }

        @Override
        public void truncate(long size) throws IOException {
            run(() -> file.truncate(size));
        }

        @Override
        public void fsync() throws IOException {
            run(file::fsync);
        }

        @Override
        public boolean isNamed(String name) throws IOException {
            return get(() -> file.isNamed(name));
        }

        @Override
        public boolean tryLock() throws IOException {
            return get(file::tryLock);
        }

        @Override
        public void close() throws IOException {
            run(file::close);
        }
    }
}
