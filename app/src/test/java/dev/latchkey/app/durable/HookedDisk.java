package dev.latchkey.app.durable;

import dev.latchkey.log.disk.DirectoryLock;
import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A disk that calls a hook before and after each step, with the name of the step: {@code before force of segment}, {@code amid
 * write of new snapshot}.
 *
 * <p>Why it shares no base class with {@code MortalDisk} of the simulator: that one counts its points, including reads, and
 * splits a write only where the process dies, so that a seed determines the point and the disk below sees the same writes as without it;
 * it is not thread-safe. This one names the steps that change the disk, splits every write, and is thread-safe. Delegation is all
 * that they have in common.
 */
public final class HookedDisk implements Disk {

    /** Called at each step. An exception that it throws is thrown by the step. */
    @FunctionalInterface
    public interface Hook {
        void at(String point) throws IOException;
    }

    private final Disk disk;
    private final Hook hook;
    private final boolean fsyncs;
    private final Queue<HookedFile> files = new ConcurrentLinkedQueue<>();
    private final Queue<Closeable> locks = new ConcurrentLinkedQueue<>();

    private HookedDisk(Disk disk, Hook hook, boolean fsyncs) {
        this.disk = disk;
        this.hook = hook;
        this.fsyncs = fsyncs;
    }

    public static HookedDisk of(Disk disk, Hook hook) {
        return new HookedDisk(disk, hook, true);
    }

    /** A disk without real fsyncs. A process that dies loses nothing that it has written to its files. */
    static HookedDisk withoutSync(Disk disk, Hook hook) {
        return new HookedDisk(disk, hook, false);
    }

    /** Closes all files and releases the lock, as the end of a process does. */
    void release() throws IOException {
        List<Closeable> all = new ArrayList<>(files);
        all.addAll(locks);
        for (Closeable each : all) {
            each.close();
        }
    }

    private static String kind(String name) {
        String whole = name.replaceFirst("\\.tmp$", "");
        String kind = whole.endsWith(".log") ? "segment" : whole.endsWith(".snapshot") ? "snapshot" : whole;
        return whole.equals(name) ? kind : "new " + kind;
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private <T> T step(String what, Step<T> step) throws IOException {
        hook.at("before " + what);
        T result = step.run();
        hook.at("after " + what);
        return result;
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return step("create of " + kind(name), () -> new HookedFile(disk.create(name), name));
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new HookedFile(disk.open(name), name);
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return new HookedFile(disk.openToRead(name), name);
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public void rename(String from, String to) throws IOException {
        step("rename of " + kind(from), () -> {
            disk.rename(from, to);
            files.stream().filter(file -> file.name.equals(from)).forEach(file -> file.name = to);
            return to;
        });
    }

    @Override
    public void delete(String name) throws IOException {
        step("delete of " + kind(name), () -> {
            disk.delete(name);
            return name;
        });
    }

    @Override
    public void fsync() throws IOException {
        step("force of directory", () -> {
            if (fsyncs) {
                disk.fsync();
            }
            return disk;
        });
    }

    @Override
    public DirectoryLock lock() throws IOException {
        DirectoryLock lock = disk.lock();
        locks.add(lock);
        return lock;
    }

    @Override
    public String where(String name) {
        return disk.where(name);
    }

    private final class HookedFile implements DiskFile {

        private final DiskFile file;
        private volatile String name;

        HookedFile(DiskFile file, String name) {
            this.file = file;
            this.name = name;
            files.add(this);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            int length = source.remaining();
            return step("write of " + kind(name), () -> {
                int limit = source.limit();
                source.limit(source.position() + length / 2);
                file.writeFully(source, position);
                hook.at("amid write of " + kind(name));
                source.limit(limit);
                file.writeFully(source, position + length / 2);
                return length;
            });
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            step("cut of " + kind(name), () -> {
                file.truncate(size);
                return size;
            });
        }

        @Override
        public void fsync() throws IOException {
            step("force of " + kind(name), () -> {
                if (fsyncs) {
                    file.fsync();
                }
                return file;
            });
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
            files.remove(this);
            file.close();
        }
    }
}
