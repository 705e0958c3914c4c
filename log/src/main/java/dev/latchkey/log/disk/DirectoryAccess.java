package dev.latchkey.log.disk;

import dev.latchkey.log.errors.UnusableDirectoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/**
 * Who can change the files of a directory. Checked only where the file system has POSIX permissions; an access control
 * list that lets others write shows as a permission of the group.
 */
final class DirectoryAccess {

    /** On Linux, its owner is the user that the process runs as. */
    private static final Path PROCESS = Path.of("/proc/self");

    private DirectoryAccess() {}

    /** @throws UnusableDirectoryException if the group or other users may write to the directory */
    static void rejectIfOthersMayWrite(Path directory) throws IOException {
        if (!isPosix(directory)) {
            return;
        }
        Set<PosixFilePermission> granted = Files.getPosixFilePermissions(directory);
        if (granted.contains(PosixFilePermission.GROUP_WRITE) || granted.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new UnusableDirectoryException(
                    directory + " may be written by other users, who could replace the store: its permissions are "
                            + PosixFilePermissions.toString(granted) + ", but must be rwx------ or at most rwxr-xr-x"
                            + " (chmod 700)",
                    null);
        }
    }

    /** The owner of the directory and the user of this process, if they are known and differ. */
    static Optional<String> foreignOwner(Path directory) throws IOException {
        if (!isPosix(directory) || !Files.isDirectory(PROCESS)) {
            return Optional.empty();
        }
        UserPrincipal owner = Files.getOwner(directory);
        UserPrincipal user = Files.getOwner(PROCESS);
        return owner.equals(user)
                ? Optional.empty()
                : Optional.of(directory + " belongs to user " + owner.getName()
                        + ", who can read and replace the store," + " but the server runs as user " + user.getName());
    }

    static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
