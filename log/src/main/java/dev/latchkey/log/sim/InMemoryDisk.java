package dev.latchkey.log.sim;

import dev.latchkey.log.disk.DirectoryLock;
import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.DiskFullException;
import dev.latchkey.log.errors.DirectoryInUseException;
import dev.latchkey.log.errors.DirectoryLostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An in-memory disk that drops unsynced writes at a crash, and into which faults can be injected. Reads return what was
 * written, as through a page cache, whether or not it was fsynced. Not thread-safe.
 */
public final class InMemoryDisk implements Disk {

    private final Map<String, Inode> names = new TreeMap<>();
    private final DiskImage initial = new DiskImage();
    private final List<Change> trace = new ArrayList<>();
    private DiskFaults faults = DiskFaults.NONE;
    private int files;
    private int filesOpen;
    private int writes;
    private int fsyncs;

    /** The lock that is held and can be verified; null if none is held, or if its directory or file was replaced. */
    private @Nullable DirectoryLock lock;

    /** A file as reads see it, through the page cache. */
    private static final class Inode {
        private final int number;
        private byte[] bytes = new byte[0];
        private int size;
        private @Nullable OpenFile lockedBy;

        Inode(int number) {
            this.number = number;
        }
    }

    /** An empty disk. */
    public InMemoryDisk() {}

    /** A disk that holds these files durably. */
    public InMemoryDisk(Map<String, byte[]> contents) {
        contents.forEach((name, bytes) -> {
            Inode inode = inodeOf(bytes);
            names.put(name, inode);
            initial.apply(new Change.Create(inode.number, name));
            initial.apply(new Change.Write(inode.number, 0, ByteBuffer.wrap(bytes)));
        });
    }

    /** Injects faults from now on, and restarts the counts of writes and fsyncs. */
    public void fail(DiskFaults newFaults) {
        faults = newFaults;
        writes = 0;
        fsyncs = 0;
    }

    /** The number of writes since the faults were set, including failed ones. */
    public int writes() {
        return writes;
    }

    /** The number of fsyncs of files and of the directory since the faults were set, including failed ones. */
    public int fsyncs() {
        return fsyncs;
    }

    /** The number of open files. */
    public int filesOpen() {
        return filesOpen;
    }

    /**
     * Puts other files in place of the directory, as if the directory had been moved away and another one put in its
     * place. Open files keep their contents, but all names lead to the other files, as on a platform that knows
     * directories only by their path. A lock that is held no longer matches, and another opener can lock the directory.
     */
    public void replaceDirectory(Map<String, byte[]> others) {
        names.clear();
        others.forEach((name, bytes) -> names.put(name, inodeOf(bytes)));
        lock = null;
    }

    /** Deletes the lock file. A lock that is held no longer matches, and another opener can lock the directory. */
    public void deleteLockFile() {
        lock = null;
    }

    /** Replaces a file by a copy of it, or deletes it. */
    public void replaceFile(String name, byte @Nullable [] by) {
        names.remove(name);
        if (by != null) {
            names.put(name, inodeOf(by));
        }
    }

    private Inode inodeOf(byte[] bytes) {
        Inode inode = new Inode(files++);
        inode.bytes = bytes.clone();
        inode.size = bytes.length;
        return inode;
    }

    /** Adds a note to the recorded run; {@link CrashStates.State#note} returns it for later crashes. */
    public void note(long number) {
        trace.add(new Change.Note(number));
    }

    /** Every state in which a crash could have left the disk, at every point so far. */
    public CrashStates crashStates() {
        return new CrashStates(initial.copy(), List.copyOf(trace));
    }

    /** The contents including unsynced changes: what remains after a crash of the process, but not of the machine. */
    public Map<String, byte[]> contents() {
        Map<String, byte[]> contents = new TreeMap<>();
        names.forEach((name, inode) -> contents.put(name, Arrays.copyOf(inode.bytes, inode.size)));
        return contents;
    }

    /** The disk after a power loss at this point: all fsynced changes, and a random part of the others. */
    public InMemoryDisk crash(RandomGenerator chance) {
        DiskImage image = initial.copy();
        List<Change> unsynced = new ArrayList<>();
        for (Change change : trace) {
            if (change instanceof Change.FsyncFile || change instanceof Change.FsyncDirectory) {
                List<Change> durable = unsynced.stream()
                        .filter(other -> makesDurable(change, other))
                        .toList();
                durable.forEach(image::apply);
                unsynced.removeAll(durable);
            } else {
                unsynced.add(change);
            }
        }
        unsynced.stream()
                .map(change -> torn(change, chance))
                .filter(change -> chance.nextBoolean())
                .forEach(image::apply);
        return new InMemoryDisk(image.contents());
    }

    private static boolean makesDurable(Change fsync, Change other) {
        if (fsync instanceof Change.FsyncFile file) {
            return (other instanceof Change.Write write && write.file() == file.file())
                    || (other instanceof Change.Cut cut && cut.file() == file.file());
        }
        return other instanceof Change.Create || other instanceof Change.Rename || other instanceof Change.Delete;
    }

    private static Change torn(Change change, RandomGenerator chance) {
        if (change instanceof Change.Write write && write.bytes().capacity() > 0 && chance.nextBoolean()) {
            int kept = chance.nextInt(write.bytes().capacity());
            return new Change.Write(write.file(), write.at(), write.bytes().slice(0, kept));
        }
        return change;
    }

    @Override
    public DiskFile create(String name) throws IOException {
        if (names.containsKey(name)) {
            throw new IOException(name + " exists");
        }
        if (faults.isFull(used(), 1)) {
            throw new DiskFullException("No space left on device");
        }
        Inode inode = new Inode(files++);
        names.put(name, inode);
        trace.add(new Change.Create(inode.number, name));
        return new OpenFile(inode, true);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new OpenFile(inode(name), true);
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return new OpenFile(inode(name), false);
    }

    private Inode inode(String name) throws IOException {
        Inode inode = names.get(name);
        if (inode == null) {
            throw new IOException(name + " is missing");
        }
        return inode;
    }

    private long used() {
        return names.values().stream().mapToLong(inode -> inode.size).sum();
    }

    @Override
    public List<String> list() {
        return List.copyOf(names.keySet());
    }

    @Override
    public void rename(String from, String to) throws IOException {
        names.put(to, inode(from));
        names.remove(from);
        trace.add(new Change.Rename(from, to));
    }

    @Override
    public void delete(String name) throws IOException {
        inode(name);
        names.remove(name);
        trace.add(new Change.Delete(name));
    }

    @Override
    public void fsync() throws IOException {
        fsync(new Change.FsyncDirectory());
    }

    /**
     * A failed fsync drops the changes, because the kernel marks the pages that it could not write as clean and never
     * writes them again.
     */
    private void fsync(Change fsync) throws IOException {
        fsyncs++;
        if (faults.failsFsync(fsyncs)) {
            int last = trace.lastIndexOf(fsync);
            trace.subList(last + 1, trace.size()).removeIf(change -> makesDurable(fsync, change));
            throw new IOException("Input/output error");
        }
        trace.add(fsync);
    }

    @Override
    public DirectoryLock lock() {
        if (lock != null) {
            throw new DirectoryInUseException(where(""), "this process");
        }
        DirectoryLock taken = new HeldLock();
        lock = taken;
        return taken;
    }

    private final class HeldLock implements DirectoryLock {

        @Override
        public void verify() {
            if (lock != this) {
                throw DirectoryLostException.directory(where(""));
            }
        }

        @Override
        public void close() {
            if (lock == this) {
                lock = null;
            }
        }
    }

    @Override
    public String where(String name) {
        return "disk/" + name;
    }

    private final class OpenFile implements DiskFile {

        private final Inode inode;
        private final boolean writable;
        private boolean closed;

        OpenFile(Inode inode, boolean writable) {
            this.inode = inode;
            this.writable = writable;
            filesOpen++;
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            checkWritable();
            writes++;
            int grows = (int) Math.max(0, position + source.remaining() - inode.size);
            if (faults.failsWrite(writes)) {
                throw new IOException("Input/output error");
            }
            if (faults.fillsUpAt(writes) || faults.isFull(used(), grows)) {
                put(source, position, faults.isFull(used(), grows) ? 0 : source.remaining() / 2);
                throw new DiskFullException("No space left on device");
            }
            return put(source, position, Math.min(source.remaining(), faults.writeBytesMax()));
        }

        private int put(ByteBuffer source, long position, int count) {
            byte[] bytes = new byte[count];
            source.get(bytes);
            int end = (int) position + count;
            if (end > inode.bytes.length) {
                inode.bytes = Arrays.copyOf(inode.bytes, Math.max(end, inode.bytes.length * 2));
            }
            System.arraycopy(bytes, 0, inode.bytes, (int) position, count);
            inode.size = Math.max(inode.size, end);
            trace.add(new Change.Write(inode.number, position, ByteBuffer.wrap(bytes)));
            return count;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            checkOpen();
            int count = (int) Math.min(target.remaining(), inode.size - position);
            if (count <= 0) {
                return -1;
            }
            target.put(inode.bytes, (int) position, count);
            return count;
        }

        @Override
        public long size() throws IOException {
            checkOpen();
            return inode.size;
        }

        @Override
        public void truncate(long size) throws IOException {
            checkWritable();
            Arrays.fill(inode.bytes, (int) size, inode.size, (byte) 0);
            inode.size = (int) size;
            trace.add(new Change.Cut(inode.number, size));
        }

        @Override
        public void fsync() throws IOException {
            checkWritable();
            InMemoryDisk.this.fsync(new Change.FsyncFile(inode.number));
        }

        @Override
        public boolean tryLock() {
            if (inode.lockedBy == null) {
                inode.lockedBy = this;
            }
            return inode.lockedBy == this;
        }

        @Override
        public boolean isNamed(String name) {
            return names.get(name) == inode;
        }

        private void checkOpen() throws IOException {
            if (closed) {
                throw new IOException("the file is closed");
            }
        }

        private void checkWritable() throws IOException {
            checkOpen();
            if (!writable) {
                throw new IOException("the file was opened read-only");
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                filesOpen--;
                inode.lockedBy = inode.lockedBy == this ? null : inode.lockedBy;
            }
        }
    }
}
