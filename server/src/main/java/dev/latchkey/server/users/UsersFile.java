package dev.latchkey.server.users;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Reads and replaces a users file. No other class of this package opens a file. */
final class UsersFile {

    /** The longest file. */
    static final int BYTES_MAX = 8 << 20;

    /** The end of the name of the file that is being written, which also keeps a second program from writing. */
    private static final String NEW = ".new";

    private static final Set<PosixFilePermission> OF_OWNER = PosixFilePermissions.fromString("rw-------");

    private UsersFile() {}

    /** @throws UsersException if the file cannot be read, is too long, or others than its owner may write to it */
    static byte[] read(Path path) throws UsersException {
        try (InputStream in = Files.newInputStream(path)) {
            requireOwnerWritesOnly(path);
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new UsersException("it is longer than " + BYTES_MAX + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new UsersException("no such file", e);
        } catch (IOException e) {
            throw new UsersException("it cannot be read: " + e.getMessage(), e);
        }
    }

    private static void requireOwnerWritesOnly(Path path) throws IOException, UsersException {
        if (!isPosix(path)) {
            return;
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
        if (mode.contains(PosixFilePermission.GROUP_WRITE) || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new UsersException("users other than its owner may write to it, and so could give themselves any"
                    + " permission: run chmod go-w");
        }
    }

    /** Returns the new content for the content of the file, which is empty if it does not exist. */
    interface Change {
        byte[] of(byte[] content) throws UsersException;
    }

    /**
     * Replaces the content, atomically and durably, while no other call of this method changes it. A file that does not exist is created
     * with mode 0600.
     *
     * @throws UsersException if that fails, or {@code change} does; the file is unchanged then
     */
    static void edit(Path path, Change change) throws UsersException {
        try {
            Path real = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
            Path written = real.resolveSibling(real.getFileName() + NEW);
            FileChannel channel = create(written);
            try (channel) {
                replace(real, written, channel, change);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (FileAlreadyExistsException e) {
            throw new UsersException(
                    "'" + e.getMessage() + "' exists: another program changes the users, or one was interrupted; delete"
                            + " it if no other program runs",
                    e);
        } catch (IOException e) {
            throw new UsersException("it cannot be written: " + e.getMessage(), e);
        }
    }

    /** Why a file that only one program can create: it also excludes other programs that change the users. */
    private static FileChannel create(Path path) throws IOException {
        FileAttribute<?>[] mode = isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OF_OWNER)}
                : new FileAttribute<?>[0];
        return FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode);
    }

    private static void replace(Path real, Path written, FileChannel channel, Change change)
            throws IOException, UsersException {
        ByteBuffer bytes = ByteBuffer.wrap(change.of(Files.exists(real) ? read(real) : new byte[0]));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
        if (Files.exists(real) && isPosix(real)) {
            Files.setPosixFilePermissions(written, Files.getPosixFilePermissions(real));
        }
        Files.move(written, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectoryOf(real);
    }

    private static void syncDirectoryOf(Path path) throws IOException {
        Path directory = path.getParent();
        if (directory != null && isPosix(directory)) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
