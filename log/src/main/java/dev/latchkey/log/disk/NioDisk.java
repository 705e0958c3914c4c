package dev.latchkey.log.disk;

import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.DirectoryInUseException;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.errors.Reason;
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
 * A directory of the machine. The only class that touches its files; nobody else in this process may open {@code lock}, since
 * closing it again would let the lock go (POSIX). It is made with mode 0700, its files with 0600, and a symbolic
 * link in it is refused, since it would lead writes elsewhere.
 */
public final class NioDisk implements Disk {

    private static final String LOCK = "lock";
    private static final int WRITE_BYTES_MAX = 1 << 20;

    /** What a store cannot begin without: a directory, a lock and the beginning of a segment, in blocks of the usual size. */
    private static final int BEGIN_BYTES = 3 << 12;

    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");

    /**
     * What this process holds. Why not ask the system: it would say that a process may have its own lock again, and closing any
     * other handle of the lock file would let the lock go.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;

    /** Whether it was made by us, and is to go again if there is no room for anything in it. */
    private final boolean made;

    private NioDisk(Path directory, boolean made) {
        this.directory = directory;
        this.made = made;
    }

    /**
     * A directory to write to, made if it is missing.
     *
     * @throws UnusableDirectoryException if it is none, or cannot be made or written
     * @throws NoRoomException if it is missing and there is no room to make it; nothing is left
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
                throw new UnusableDirectoryException(directory + " may not be written by this user", null);
            }
            return disk;
        } catch (DiskFullException e) {
            throw new NoRoomException("no room for " + directory + ": " + Reason.of(e), e);
        } catch (IOException e) {
            throw new UnusableDirectoryException(directory + " cannot be used: " + Reason.of(e), e);
        }
    }

    /**
     * A directory that is only to be looked at.
     *
     * @throws UnusableDirectoryException if there is none
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
            throw new UnusableDirectoryException(directory + " is a symbolic link that leads nowhere", null);
        }
        if (kind != FileKind.DIRECTORY) {
            throw new UnusableDirectoryException(
                    directory + " is " + kind.words() + ", and a directory is needed", null);
        }
        if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
            throw new UnusableDirectoryException(directory + " may not be read by this user", null);
        }
        try {
            return new NioDisk(directory.toRealPath(), made);
        } catch (IOException e) {
            throw new UnusableDirectoryException(directory + " cannot be used: " + Reason.of(e), e);
        }
    }

    /**
     * Who seems to have the directory locked, without trying to lock it. It may be somebody else by now, or nobody: a process
     * that ended left its number, and another may have the same number since.
     */
    public Optional<String> likelyHolder() {
        // Why as if we held it: nobody in this process may lock it while its lock file is open here.
        if (!HELD.add(directory)) {
            return Optional.of("this process, " + ProcessHandle.current().pid());
        }
        try (FileChannel lock = channel(LOCK, Set.of(StandardOpenOption.READ))) {
            String pid = holder(lock);
            return isAnotherThatLives(pid) ? Optional.of("process " + pid) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } finally {
            HELD.remove(directory);
        }
    }

    private static boolean isAnotherThatLives(String pid) {
        return pid.matches("\\d{1,18}")
                && Long.parseLong(pid) != ProcessHandle.current().pid()
                && ProcessHandle.of(Long.parseLong(pid)).isPresent();
    }

    private static void make(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new UnusableDirectoryException(
                    directory + " does not exist, and neither does the directory it would be in", null);
        }
        refuseWithoutRoom(spaceOf(parent));
        try {
            Files.createDirectory(directory, mode(directory, OWNER_FOLDER));
        } catch (IOException e) {
            throw translated(e);
        }
        try {
            forceDirectory(parent);
        } catch (IOException e) {
            removeIfEmpty(directory);
            throw translated(e);
        }
    }

    /** Why before anything is made: the lock, once it is there, may be held by somebody else and can never be taken away. */
    private static void refuseWithoutRoom(DiskSpace space) throws DiskFullException {
        if (space.total() > 0 && space.free() < BEGIN_BYTES) {
            throw new DiskFullException("only " + space.free() + " bytes are free");
        }
    }

    /** What is in it belongs to somebody else by now. */
    private static void removeIfEmpty(Path directory) {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // Why nothing is said of it: an empty directory is as good for the next try as none.
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
        refuseUnlessFile(path);
        Set<OpenOption> options = Stream.concat(how.stream(), Stream.of(LinkOption.NOFOLLOW_LINKS))
                .collect(Collectors.toSet());
        try {
            return FileChannel.open(path, options, mode(path, OWNER_FILE));
        } catch (IOException e) {
            throw translated(e);
        }
    }

    private static void refuseUnlessFile(Path path) {
        FileKind kind = FileKind.ofItself(path);
        if (kind == FileKind.LINK) {
            throw new UnusableDirectoryException(path + " is a symbolic link, and must be a file", null);
        }
        if (kind != FileKind.FILE && kind != FileKind.NOTHING) {
            throw new DamagedLogException(path.toString(), 0, "it is " + kind.words() + ", and must be a file");
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
    public void force() throws IOException {
        forceDirectory(directory);
    }

    private static void forceDirectory(Path directory) throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    @Override
    public Closeable lock() throws IOException {
        if (!HELD.add(directory)) {
            throw inUse("this process, " + ProcessHandle.current().pid());
        }
        FileChannel channel = null;
        try {
            channel =
                    channel(LOCK, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE));
            FileLock lock = channel.tryLock();
            if (lock == null) {
                String pid = holder(channel);
                throw inUse(pid.isEmpty() ? "another process" : "process " + pid);
            }
            writeHolder(channel);
            return unlocking(channel);
        } catch (OverlappingFileLockException e) {
            // The same directory under a name that does not lead to the same path.
            letGo(channel);
            throw inUse("this process, " + ProcessHandle.current().pid());
        } catch (DiskFullException e) {
            letGo(channel);
            if (made) {
                removeIfEmpty(directory);
            }
            throw new NoRoomException("no room for " + where(LOCK) + ": " + Reason.of(e), e);
        } catch (IOException e) {
            letGo(channel);
            throw new UnusableDirectoryException(directory + " cannot be locked: " + Reason.of(e), e);
        } catch (RuntimeException e) {
            letGo(channel);
            throw e;
        }
    }

    /** Who holds it, for people. Why a full disk is no failure: it is locked all the same, and the reserve may be room enough. */
    private static void writeHolder(FileChannel lock) throws IOException {
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
                HELD.remove(directory);
            }
        };
    }

    private void letGo(@Nullable FileChannel channel) throws IOException {
        if (channel == null) {
            HELD.remove(directory);
        } else {
            unlocking(channel).close();
        }
    }

    private DirectoryInUseException inUse(String holder) {
        return new DirectoryInUseException(directory.toString(), holder);
    }

    private static String holder(FileChannel lock) throws IOException {
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

    /** Why by words: the JDK has no type for it. They are the system's, in English unless the process asked for another language. */
    static IOException translated(IOException e) {
        String reason = Reason.of(e).toLowerCase(Locale.ROOT);
        boolean full = reason.contains("no space left")
                || reason.contains("quota exceeded")
                || reason.contains("file too large")
                || reason.contains("not enough space");
        if (!full) {
            return e;
        }
        DiskFullException diskFull = new DiskFullException(Reason.of(e));
        diskFull.initCause(e);
        return diskFull;
    }

    private static final class NioFile implements DiskFile {

        private final FileChannel channel;
        private boolean cut;

        NioFile(FileChannel channel) {
            this.channel = channel;
        }

        /** Why in pieces: the JDK keeps a copy as large as the largest for each thread. */
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
            cut = true;
        }

        /** Why not always with the metadata: fdatasync writes a length that grew, but need not write one that shrank. */
        @Override
        public void force() throws IOException {
            channel.force(cut);
            cut = false;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
