package dev.latchkey.log.disk;

import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.DirectoryInUseException;
import dev.latchkey.log.errors.IoErrorText;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.errors.UnusableDirectoryException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Disk} backed by a directory of the local file system. Only this class accesses the files in it. Nothing else
 * in this process may open the file {@code lock}, because closing any handle to it would release the lock (POSIX). The
 * directory is created with mode 0700, its files with 0600. Symbolic links in the directory are rejected, since they
 * would redirect writes.
 */
public final class NioDisk implements Disk {

    private static final String LOCK = "lock";
    private static final int WRITE_BYTES_MAX = 1 << 20;

    /** The minimum space for a new log: a directory, a lock file and a segment, in blocks of 4 KiB. */
    private static final int BEGIN_BYTES = 3 << 12;

    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");

    /**
     * The directories that this process has locked. The operating system cannot be asked: it would grant the lock to
     * the same process again, and closing any other handle to the lock file would release it.
     */
    private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

    private final Path directory;

    /** Whether this object created the directory, and so may remove it if the disk is too full for a log. */
    private final boolean made;

    private NioDisk(Path directory, boolean made) {
        this.directory = directory;
        this.made = made;
    }

    /**
     * Opens a directory for writing, and creates it if it does not exist.
     *
     * @throws UnusableDirectoryException if the path is not a directory, cannot be created, or is not writable
     * @throws NoRoomException if the disk is too full to create it; nothing was created
     */
    public static NioDisk at(Path path) {
        Path directory = path.toAbsolutePath().normalize();
        try {
            boolean missing = FileKind.of(directory) == FileKind.NOTHING;
            if (missing) {
                make(directory);
            }
            NioDisk disk = existing(directory, missing);
            if (!Files.isWritable(directory)) {
                throw new UnusableDirectoryException(directory + " is not writable by this user", null);
            }
            return disk;
        } catch (DiskFullException e) {
            throw new NoRoomException("not enough disk space for " + directory + ": " + IoErrorText.of(e), e);
        } catch (IOException e) {
            throw new UnusableDirectoryException(directory + " cannot be used: " + IoErrorText.of(e), e);
        }
    }

    /**
     * Opens an existing directory for reading.
     *
     * @throws UnusableDirectoryException if it does not exist, is not a directory, or is not readable
     */
    public static NioDisk existing(Path path) {
        return existing(path.toAbsolutePath().normalize(), false);
    }

    private static NioDisk existing(Path directory, boolean made) {
        FileKind kind = FileKind.of(directory);
        if (kind == FileKind.NOTHING) {
            throw new UnusableDirectoryException(directory + " does not exist", null);
        }
        if (kind == FileKind.LINK) {
            throw new UnusableDirectoryException(directory + " is a dangling symbolic link", null);
        }
        if (kind != FileKind.DIRECTORY) {
            throw new UnusableDirectoryException(directory + " is " + kind.words() + ", not a directory", null);
        }
        if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
            throw new UnusableDirectoryException(directory + " is not readable by this user", null);
        }
        try {
            return new NioDisk(directory.toRealPath(), made);
        } catch (IOException e) {
            throw new UnusableDirectoryException(directory + " cannot be used: " + IoErrorText.of(e), e);
        }
    }

    /**
     * The process that probably holds the lock, determined without trying to lock the directory. The answer may be
     * outdated or wrong: the lock file keeps the process id after its process has exited, and the id may have been
     * reused.
     */
    public Optional<String> likelyHolder() {
        // Registered as locked, because no other thread may lock the directory while its lock file is open here.
        if (!LOCKED.add(directory)) {
            return Optional.of("this process, " + ProcessHandle.current().pid());
        }
        try (FileChannel lock = channel(LOCK, Set.of(StandardOpenOption.READ))) {
            String pid = readPid(lock);
            return isOtherLiveProcess(pid) ? Optional.of("process " + pid) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } finally {
            LOCKED.remove(directory);
        }
    }

    private static boolean isOtherLiveProcess(String pid) {
        return pid.matches("\\d{1,18}")
                && Long.parseLong(pid) != ProcessHandle.current().pid()
                && ProcessHandle.of(Long.parseLong(pid)).isPresent();
    }

    private static void make(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new UnusableDirectoryException(
                    directory + " does not exist, and neither does its parent directory", null);
        }
        rejectIfFull(spaceOf(parent));
        try {
            Files.createDirectory(directory, mode(directory, OWNER_FOLDER));
        } catch (IOException e) {
            throw translated(e);
        }
        try {
            fsyncDirectory(parent);
        } catch (IOException e) {
            removeIfEmpty(directory);
            throw translated(e);
        }
    }

    /**
     * Rejects a full disk before anything is created: once the lock file exists, another process may hold the lock, so
     * the file can never be deleted.
     */
    private static void rejectIfFull(DiskSpace space) throws DiskFullException {
        if (space.total() > 0 && space.free() < BEGIN_BYTES) {
            throw new DiskFullException("only " + space.free() + " bytes are free");
        }
    }

    /** Removes a directory that this object created, unless another process has put files into it. */
    private static void removeIfEmpty(Path directory) {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // Ignored, because an empty directory does not affect the next attempt.
            return;
        }
    }

    private static FileAttribute<?>[] mode(Path path, Set<PosixFilePermission> permissions) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return open(name, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return open(name, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return open(name, Set.of(StandardOpenOption.READ));
    }

    private NioFile open(String name, Set<OpenOption> how) throws IOException {
        return new NioFile(channel(name, how));
    }

    private FileChannel channel(String name, Set<OpenOption> how) throws IOException {
        Path path = directory.resolve(name);
        rejectUnlessFile(path);
        Set<OpenOption> options = Stream.concat(how.stream(), Stream.of(LinkOption.NOFOLLOW_LINKS))
                .collect(Collectors.toSet());
        try {
            return FileChannel.open(path, options, mode(path, OWNER_FILE));
        } catch (IOException e) {
            throw translated(e);
        }
    }

    private static void rejectUnlessFile(Path path) {
        FileKind kind = FileKind.ofItself(path);
        if (kind == FileKind.LINK) {
            throw new UnusableDirectoryException(path + " is a symbolic link, but must be a regular file", null);
        }
        if (kind != FileKind.FILE && kind != FileKind.NOTHING) {
            throw new DamagedLogException(path.toString(), 0, "it is " + kind.words() + ", but must be a regular file");
        }
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(path -> String.valueOf(path.getFileName())).toList();
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        try {
            Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw translated(e);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(directory.resolve(name));
    }

    @Override
    public void fsync() throws IOException {
        fsyncDirectory(directory);
    }

    private static void fsyncDirectory(Path directory) throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    @Override
    public Closeable lock() throws IOException {
        if (!LOCKED.add(directory)) {
            throw inUse("this process, " + ProcessHandle.current().pid());
        }
        FileChannel channel = null;
        try {
            channel =
                    channel(LOCK, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE));
            FileLock lock = channel.tryLock();
            if (lock == null) {
                String pid = readPid(channel);
                throw inUse(pid.isEmpty() ? "another process" : "process " + pid);
            }
            writePid(channel);
            return unlocking(channel);
        } catch (OverlappingFileLockException e) {
            // The same directory, reached by a path that does not resolve to the same real path.
            releaseLock(channel);
            throw inUse("this process, " + ProcessHandle.current().pid());
        } catch (DiskFullException e) {
            releaseLock(channel);
            if (made) {
                removeIfEmpty(directory);
            }
            throw new NoRoomException("not enough disk space for " + where(LOCK) + ": " + IoErrorText.of(e), e);
        } catch (IOException e) {
            releaseLock(channel);
            throw new UnusableDirectoryException(directory + " cannot be locked: " + IoErrorText.of(e), e);
        } catch (RuntimeException e) {
            releaseLock(channel);
            throw e;
        }
    }

    /**
     * Writes the process id, for messages. A full disk is ignored: the lock is held anyway, and the reserve may free
     * enough space.
     */
    private static void writePid(FileChannel lock) throws IOException {
        byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
        try {
            lock.write(ByteBuffer.wrap(pid), 0);
        } catch (IOException e) {
            if (!(translated(e) instanceof DiskFullException)) {
                throw e;
            }
            lock.truncate(0);
        }
        lock.truncate(pid.length);
    }

    private Closeable unlocking(FileChannel channel) {
        return () -> {
            try {
                channel.close();
            } finally {
                LOCKED.remove(directory);
            }
        };
    }

    private void releaseLock(@Nullable FileChannel channel) throws IOException {
        if (channel == null) {
            LOCKED.remove(directory);
        } else {
            unlocking(channel).close();
        }
    }

    private DirectoryInUseException inUse(String holder) {
        return new DirectoryInUseException(directory.toString(), holder);
    }

    private static String readPid(FileChannel lock) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        lock.read(pid, 0);
        String text = StandardCharsets.US_ASCII.decode(pid.flip()).toString();
        return text.lines().findFirst().orElse("");
    }

    @Override
    public DiskSpace space() throws IOException {
        return spaceOf(directory);
    }

    private static DiskSpace spaceOf(Path directory) throws IOException {
        FileStore store = Files.getFileStore(directory);
        return new DiskSpace(store.getUsableSpace(), store.getTotalSpace());
    }

    @Override
    public String where(String name) {
        return directory.resolve(name).toString();
    }

    /**
     * Turns an error that means "disk full" into a {@link DiskFullException}. It is recognized by its message, because
     * the JDK has no exception type for it. The message comes from the operating system, in English unless the process
     * has set another locale.
     */
    static IOException translated(IOException e) {
        String reason = IoErrorText.of(e).toLowerCase(Locale.ROOT);
        boolean full = reason.contains("no space left")
                || reason.contains("quota exceeded")
                || reason.contains("file too large")
                || reason.contains("not enough space");
        if (!full) {
            return e;
        }
        DiskFullException diskFull = new DiskFullException(IoErrorText.of(e));
        diskFull.initCause(e);
        return diskFull;
    }

    private static final class NioFile implements DiskFile {

        private final FileChannel channel;
        private boolean truncated;

        NioFile(FileChannel channel) {
            this.channel = channel;
        }

        /** Writes in pieces, because the JDK caches a direct buffer per thread that is as large as the largest write. */
        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            int limit = source.limit();
            source.limit(Math.min(limit, source.position() + WRITE_BYTES_MAX));
            try {
                return channel.write(source, position);
            } catch (IOException e) {
                throw translated(e);
            } finally {
                source.limit(limit);
            }
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return channel.read(target, position);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
            truncated = true;
        }

        /**
         * Syncs metadata only after a truncation: fdatasync persists a file size that grew, but not necessarily one
         * that shrank.
         */
        @Override
        public void fsync() throws IOException {
            channel.force(truncated);
            truncated = false;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
