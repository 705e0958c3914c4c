package dev.latchkey.log.disk;

import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.DirectoryInUseException;
import dev.latchkey.log.errors.IoErrorText;
import dev.latchkey.log.errors.LogException;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.errors.UnusableDirectoryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
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
 *
 * <p>While the directory is locked, it is open, and its files are accessed relative to it where the platform supports
 * that (Linux, macOS). Another directory that takes its place is then never touched.
 */
public final class NioDisk implements Disk {

    private static final String LOCK = "lock";

    /** The minimum space for a new log: a directory, a lock file and a segment, in blocks of 4 KiB. */
    private static final int BEGIN_BYTES = 3 << 12;

    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");

    /**
     * The directories that this process has locked. The operating system cannot be asked: it would grant the lock to
     * the same process again, and closing any other handle to the lock file would release it.
     */
    private static final Set<FileIdentity> LOCKED = ConcurrentHashMap.newKeySet();

    /** The path that was given, which may contain links. */
    private final Path path;

    /** The path without links. */
    private final Path directory;

    /** The files and the directory that this object created, and so may remove if the disk is too full for a log. */
    private final List<Path> made;

    private final PathEntries byPath;
    private volatile DirectoryEntries entries;

    private NioDisk(Path path, Path directory, List<Path> made) {
        this.path = path;
        this.directory = directory;
        this.made = made;
        this.byPath = new PathEntries(directory);
        this.entries = byPath;
    }

    /**
     * Opens a directory for writing, and creates it if it does not exist.
     *
     * @throws UnusableDirectoryException if the path is not a directory, cannot be created, is not writable, or may be
     *     written by other users too
     * @throws NoRoomException if the disk is too full to create it; nothing was created
     */
    public static NioDisk at(Path path) {
        return at(path, NioDisk::make);
    }

    /**
     * Like {@link #at(Path)}, but a directory that does not exist or is empty contains an empty file named
     * {@code marker} from the start: a directory that this method creates appears together with the file, so that a
     * crash at any point leaves either no directory or one that contains it.
     */
    public static NioDisk marked(Path path, String marker) {
        return at(path, directory -> makeMarked(directory, marker));
    }

    private interface Maker {
        /** Makes what is missing, and returns the paths that were created, in the order in which to remove them. */
        List<Path> make(Path directory) throws IOException;
    }

    private static NioDisk at(Path path, Maker maker) {
        Path directory = path.toAbsolutePath().normalize();
        try {
            NioDisk disk = existing(directory, maker.make(directory));
            if (!Files.isWritable(directory)) {
                throw new UnusableDirectoryException(directory + " is not writable by this user", null);
            }
            DirectoryAccess.rejectIfOthersMayWrite(directory);
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
        return existing(path.toAbsolutePath().normalize(), List.of());
    }

    private static NioDisk existing(Path path, List<Path> made) {
        FileKind kind = FileKind.of(path);
        if (kind == FileKind.NOTHING) {
            throw new UnusableDirectoryException(path + " does not exist", null);
        }
        if (kind == FileKind.LINK) {
            throw new UnusableDirectoryException(path + " is a dangling symbolic link", null);
        }
        if (kind != FileKind.DIRECTORY) {
            throw new UnusableDirectoryException(path + " is " + kind.words() + ", not a directory", null);
        }
        if (!Files.isReadable(path) || !Files.isExecutable(path)) {
            throw new UnusableDirectoryException(path + " is not readable by this user", null);
        }
        try {
            return new NioDisk(path, path.toRealPath(), made);
        } catch (IOException e) {
            throw new UnusableDirectoryException(path + " cannot be used: " + IoErrorText.of(e), e);
        }
    }

    /**
     * Why opening the directory for writing or locking it would fail, as far as that can be determined without doing it:
     * other users may write to it, or the lock file is not a regular file.
     *
     * @throws UnusableDirectoryException if the directory cannot be examined
     */
    public Optional<String> refusal() {
        try {
            DirectoryAccess.rejectIfOthersMayWrite(directory);
            rejectUnlessFile(directory.resolve(LOCK));
            return Optional.empty();
        } catch (LogException e) {
            return Optional.ofNullable(e.getMessage());
        } catch (IOException e) {
            throw new UnusableDirectoryException(directory + " cannot be used: " + IoErrorText.of(e), e);
        }
    }

    /** A warning if the directory belongs to another user than the one that this process runs as. */
    public Optional<String> foreignOwner() {
        try {
            return DirectoryAccess.foreignOwner(directory);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * The process that probably holds the lock, determined without trying to lock the directory. The answer may be
     * outdated or wrong: the lock file keeps the process id after its process has exited, and the id may have been
     * reused.
     */
    public Optional<String> likelyHolder() {
        FileIdentity identity;
        try {
            identity = byPath.identity();
        } catch (IOException e) {
            return Optional.empty();
        }
        // Registered as locked, because no other thread may lock the directory while its lock file is open here.
        if (!LOCKED.add(identity)) {
            return Optional.of(thisProcess());
        }
        try (FileChannel lock = channel(LOCK, Set.of(StandardOpenOption.READ))) {
            String pid = readPid(lock);
            return isOtherLiveProcess(pid) ? Optional.of("process " + pid) : Optional.empty();
        } catch (IOException | LogException e) {
            return Optional.empty();
        } finally {
            LOCKED.remove(identity);
        }
    }

    private static String thisProcess() {
        return "this process, " + ProcessHandle.current().pid();
    }

    private static boolean isOtherLiveProcess(String pid) {
        return pid.matches("\\d{1,18}")
                && Long.parseLong(pid) != ProcessHandle.current().pid()
                && ProcessHandle.of(Long.parseLong(pid)).isPresent();
    }

    private static List<Path> make(Path directory) throws IOException {
        if (FileKind.of(directory) != FileKind.NOTHING) {
            return List.of();
        }
        Path parent = parentOf(directory);
        List<Path> made = List.of(directory);
        try {
            Files.createDirectory(directory, mode(directory, OWNER_FOLDER));
            new PathEntries(parent).fsync();
        } catch (IOException e) {
            throw discarded(made, e);
        }
        return made;
    }

    /** Makes a directory under another name and puts the marker into it before it gets its name. */
    private static List<Path> makeMarked(Path directory, String marker) throws IOException {
        if (FileKind.of(directory) != FileKind.NOTHING) {
            return markIfEmpty(directory, marker);
        }
        Path parent = parentOf(directory);
        Path unnamed = directory.resolveSibling(directory.getFileName() + "." + marker);
        List<Path> unnamedMade = List.of(unnamed.resolve(marker), unnamed);
        if (FileKind.ofItself(unnamed) == FileKind.DIRECTORY) {
            // A killed process left it behind. If it contains anything else, creating it reports that it exists.
            removeIfPossible(unnamedMade);
        }
        try {
            Files.createDirectory(unnamed, mode(unnamed, OWNER_FOLDER));
        } catch (IOException e) {
            throw translated(e);
        }
        try {
            mark(unnamed, marker);
            Files.move(unnamed, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw discarded(unnamedMade, e);
        }
        List<Path> made = List.of(directory.resolve(marker), directory);
        try {
            new PathEntries(parent).fsync();
        } catch (IOException e) {
            throw discarded(made, e);
        }
        return made;
    }

    /** An empty directory is locked by no process, so the marker can precede the lock file. */
    private static List<Path> markIfEmpty(Path directory, String marker) throws IOException {
        if (FileKind.of(directory) != FileKind.DIRECTORY
                || !new PathEntries(directory).list().isEmpty()) {
            return List.of();
        }
        List<Path> made = List.of(directory.resolve(marker));
        try {
            mark(directory, marker);
        } catch (IOException e) {
            throw discarded(made, e);
        }
        return made;
    }

    private static void mark(Path directory, String marker) throws IOException {
        Files.createFile(directory.resolve(marker), mode(directory, OWNER_FILE));
        new PathEntries(directory).fsync();
    }

    private static Path parentOf(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new UnusableDirectoryException(
                    directory + " does not exist, and neither does its parent directory", null);
        }
        rejectIfFull(spaceOf(parent));
        return parent;
    }

    private static IOException discarded(List<Path> made, IOException because) {
        removeIfPossible(made);
        return translated(because);
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
    private static void removeIfPossible(List<Path> made) {
        for (Path each : made) {
            try {
                Files.deleteIfExists(each);
            } catch (IOException e) {
                // Ignored, because an empty or a marked directory does not affect the next attempt.
                return;
            }
        }
    }

    private static FileAttribute<?>[] mode(Path path, Set<PosixFilePermission> permissions) {
        return DirectoryAccess.isPosix(path)
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
        FileChannel channel = channel(name, how);
        try {
            return new NioFile(entries, channel, entries.identity(name));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private FileChannel channel(String name, Set<OpenOption> how) throws IOException {
        rejectUnlessFile(directory.resolve(name));
        Set<OpenOption> options = Stream.concat(how.stream(), Stream.of(LinkOption.NOFOLLOW_LINKS))
                .collect(Collectors.toSet());
        try {
            return entries.open(name, options, mode(directory, OWNER_FILE));
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
        return entries.list();
    }

    @Override
    public void rename(String from, String to) throws IOException {
        try {
            entries.rename(from, to);
        } catch (IOException e) {
            throw translated(e);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        entries.delete(name);
    }

    @Override
    public void fsync() throws IOException {
        entries.fsync();
    }

    @Override
    public DirectoryLock lock() throws IOException {
        DirectoryEntries held = null;
        FileChannel channel = null;
        FileIdentity locked = null;
        try {
            held = byPath.held();
            locked = registered(held);
            entries = held;
            FileIdentity file = lockFile();
            channel = openLockFile();
            FileLock lock = channel.tryLock();
            if (lock == null) {
                String pid = readPid(channel);
                throw inUse(pid.isEmpty() ? "another process" : "process " + pid);
            }
            writePid(channel);
            FileIdentity registration = locked;
            HeldLock taken =
                    new HeldLock(path, held, held.identity(), LOCK, file, channel, () -> unregister(registration));
            taken.verify();
            return taken;
        } catch (OverlappingFileLockException e) {
            // The lock file of another directory was linked into this one.
            release(channel, held, locked);
            throw inUse(thisProcess());
        } catch (DiskFullException e) {
            release(channel, held, locked);
            removeIfPossible(made);
            throw new NoRoomException("not enough disk space for " + where(LOCK) + ": " + IoErrorText.of(e), e);
        } catch (IOException e) {
            release(channel, held, locked);
            throw new UnusableDirectoryException(directory + " cannot be locked: " + IoErrorText.of(e), e);
        } catch (RuntimeException e) {
            release(channel, held, locked);
            throw e;
        }
    }

    private FileIdentity registered(DirectoryEntries held) throws IOException {
        FileIdentity identity = held.identity();
        if (!LOCKED.add(identity)) {
            throw inUse(thisProcess());
        }
        return identity;
    }

    /**
     * The identity of the lock file, which is created if it does not exist. Determined before the file is opened to be
     * locked: if it is still the same afterward, it is the one that was opened. It is opened once before, because an
     * overlay file system may change the identity of a file when it is opened for writing for the first time.
     */
    private FileIdentity lockFile() throws IOException {
        openLockFile().close();
        return entries.identity(LOCK).orElseThrow(() -> new NoSuchFileException(where(LOCK)));
    }

    private FileChannel openLockFile() throws IOException {
        return channel(LOCK, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE));
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

    private void release(@Nullable FileChannel channel, @Nullable DirectoryEntries held, @Nullable FileIdentity locked)
            throws IOException {
        try (DirectoryEntries opened = held;
                FileChannel file = channel) {
            entries = byPath;
        } finally {
            if (locked != null) {
                LOCKED.remove(locked);
            }
        }
    }

    private void unregister(FileIdentity locked) {
        entries = byPath;
        LOCKED.remove(locked);
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
}
