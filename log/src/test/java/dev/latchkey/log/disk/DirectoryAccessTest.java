package dev.latchkey.log.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.log.errors.UnusableDirectoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SEC-13: a directory that other users may write to is refused, and one of another user is reported. */
final class DirectoryAccessTest {

    @TempDir
    Path folder = Path.of("");

    private Path directory = Path.of("");

    @BeforeEach
    void createDirectory() throws IOException {
        folder = folder.toRealPath();
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "needs file modes");
        directory = Files.createDirectory(folder.resolve("data"));
    }

    private void permit(String permissions) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx----w-", "rwxrwxrwx", "rwxrwxr-x"})
    void directoryThatOthersMayWriteToIsRefused(String permissions) throws IOException {
        permit(permissions);
        String refusal = directory + " may be written by other users, who could replace the store: its permissions are "
                + permissions + ", but must be rwx------ or at most rwxr-xr-x (chmod 700)";
        assertThatThrownBy(() -> NioDisk.at(directory))
                .isInstanceOf(UnusableDirectoryException.class)
                .hasMessage(refusal);
        assertThatThrownBy(() -> NioDisk.marked(directory, "marker")).isInstanceOf(UnusableDirectoryException.class);
        assertThat(NioDisk.existing(directory).refusal()).contains(refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwx------", "rwxr-x---", "rwxr-xr-x"})
    void directoryThatOthersMayOnlyReadIsAccepted(String permissions) throws IOException {
        permit(permissions);
        NioDisk disk = NioDisk.at(directory);
        assertThat(disk.refusal()).isEmpty();
        assertThat(disk.foreignOwner()).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void directoryOfAnotherUserIsReported() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "needs /proc");
        try {
            Files.setAttribute(directory, "unix:uid", 54_321);
        } catch (IOException e) {
            assumeTrue(false, "only root may give a directory to another user");
        }
        assertThat(NioDisk.at(directory).foreignOwner()).hasValueSatisfying(warning -> assertThat(warning)
                .startsWith(directory + " belongs to user 54321, who can read and replace the store, but the"
                        + " server runs as user "));
    }
}
