package dev.latchkey.log.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.log.TestLog;
import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.DirectoryInUseException;
import dev.latchkey.log.errors.UnusableDirectoryException;
import dev.latchkey.log.files.LogOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log in a real directory, and the error messages for unusable directories. Covers SEC-13, DISK-06 and DISK-07. */
final class NioDiskTest {

    @TempDir
    Path folder = Path.of("");

    private Path directory = Path.of("");

    @BeforeEach
    void nameDirectory() throws IOException {
        folder = folder.toRealPath();
        directory = folder.resolve("data");
    }

    private TestLog start() {
        return new TestLog(NioDisk.at(directory), new LogOptions(2_000, 512, 1_000));
    }

    /**
     * The contents of the files, but of the lock file only the modification time: opening and closing it in the process
     * that holds the lock would release the lock.
     */
    private static Map<String, String> contents(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            Map<String, String> contents = new TreeMap<>();
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                contents.put(
                        name,
                        name.equals("lock")
                                ? Files.getLastModifiedTime(file).toString()
                                : Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            return contents;
        }
    }

    @Test
    void recordsAndSnapshotsAreReadBack() throws IOException {
        try (TestLog log = start()) {
            log.appendEach("a", 200).snapshot().appendEach("b", 100);
        }
        try (TestLog log = start()) {
            assertThat(log.records).hasSize(300).endsWith("b100");
            assertThat(log.log.recovery().cut()).isEmpty();
            assertThat(log.log.reserveHeld()).isTrue();
            log.log.releaseReserve();
        }
        assertThat(contents(directory)).doesNotContainKey("reserve");
    }

    @Test
    void onlyTheOwnerHasAccessToDirectoryAndFiles() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        try (TestLog log = start()) {
            log.append("a").snapshot();
        }
        assertThat(Files.getPosixFilePermissions(directory)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(4).allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------")));
        }
    }

    @Test
    void secondOpenerInTheSameProcessFailsImmediatelyAndTheLockStays() throws Exception {
        try (TestLog log = start()) {
            log.append("a");
            Map<String, String> before = contents(directory);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(this::start)
                        .isInstanceOf(DirectoryInUseException.class)
                        .hasMessage(directory + " is in use by this process, "
                                + ProcessHandle.current().pid());
            }
            assertThat(contents(directory)).isEqualTo(before);
            assertThat(NioDisk.existing(directory).likelyHolder())
                    .contains("this process, " + ProcessHandle.current().pid());
            assertThat(otherProcess())
                    .endsWith(" is in use by process " + ProcessHandle.current().pid());
            assertThat(contents(directory)).isEqualTo(before);
        }
        assertThat(otherProcess()).isEqualTo("opened");
    }

    @Test
    void lockHolderInAnotherProcessIsNamedAndItsLockIsReleasedAtExit() throws Exception {
        Process holder = startOther("", OtherOpener.Then.STAY);
        try {
            try (BufferedReader said = output(holder)) {
                assertThat(said.readLine()).isEqualTo("opened");
                assertThatThrownBy(this::start)
                        .isInstanceOf(DirectoryInUseException.class)
                        .hasMessage(directory + " is in use by process " + holder.pid());
                assertThat(NioDisk.existing(directory).likelyHolder()).contains("process " + holder.pid());
                assertThat(otherProcess()).endsWith(" is in use by process " + holder.pid());
                holder.destroyForcibly();
                holder.waitFor();
                assertThat(NioDisk.existing(directory).likelyHolder()).isEmpty();
            }
        } finally {
            holder.destroyForcibly();
        }
        start().close();
    }

    /** @param before shell commands to run first */
    private Process startOther(String before, OtherOpener.Then then) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java,
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                OtherOpener.class.getName(),
                directory.toString(),
                then.name());
        List<String> shell = List.of("sh", "-c", before + "exec \"$@\"", "sh");
        return new ProcessBuilder(
                        Stream.concat(shell.stream(), command.stream()).toList())
                .redirectErrorStream(true)
                .start();
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private String otherProcess() throws Exception {
        Process other = startOther("", OtherOpener.Then.END);
        try (BufferedReader said = output(other)) {
            String line = said.readLine();
            other.waitFor();
            return line;
        }
    }

    /** A file size limit simulates a full disk on any machine. */
    @Test
    void fullRealDiskRefusesWritesAndKeepsItsRecords() throws Exception {
        Process filling = startOther("ulimit -f 200; ", OtherOpener.Then.FILL);
        try (BufferedReader said = output(filling)) {
            assertThat(said.readLine()).isEqualTo("opened");
            assertThat(said.readLine())
                    .isEqualTo("not enough disk space to write " + directory.resolve("0000000000000000001.log")
                            + ": File too large");
            int records = Integer.parseInt(said.readLine());
            filling.waitFor();
            assertThat(records).isBetween(50, 300);
            try (TestLog log = start()) {
                assertThat(log.records).hasSize(records).endsWith("a small record fits");
                assertThat(log.log.recovery().cut()).isEmpty();
            }
        } finally {
            filling.destroyForcibly();
        }
    }

    @Test
    void missingParentIsReported() {
        Path nowhere = folder.resolve("no").resolve("data");
        assertThatThrownBy(() -> NioDisk.at(nowhere))
                .isInstanceOf(UnusableDirectoryException.class)
                .hasMessage(nowhere + " does not exist, and neither does its parent directory");
        assertThatThrownBy(() -> NioDisk.existing(directory))
                .isInstanceOf(UnusableDirectoryException.class)
                .hasMessage(directory + " does not exist");
    }

    @Test
    void fileInPlaceOfTheDirectoryIsReported() throws IOException {
        Files.writeString(directory, "mine");
        assertThatThrownBy(this::start)
                .isInstanceOf(UnusableDirectoryException.class)
                .hasMessage(directory + " is a file, not a directory");
        assertThat(Files.readString(directory)).isEqualTo("mine");
    }

    @Test
    void directoryThatIsNotWritableIsReported() throws IOException {
        start().close();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
        try {
            assumeTrue(!Files.isWritable(directory), "this user may write anywhere");
            assertThatThrownBy(this::start)
                    .isInstanceOf(UnusableDirectoryException.class)
                    .hasMessage(directory + " is not writable by this user");
        } finally {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** A directory that not even root can write to. */
    @Test
    void readOnlyFileSystemIsReported() {
        Path proc = Path.of("/proc/self/fdinfo");
        assumeTrue(Files.isDirectory(proc));
        assertThatThrownBy(() -> new TestLog(NioDisk.at(proc)))
                .isInstanceOf(UnusableDirectoryException.class)
                .hasMessageMatching("/proc/\\d+/fdinfo (cannot be locked: .+|is not writable by this user)");
    }

    @Test
    void symbolicLinkInTheDirectoryIsRefused() throws IOException {
        start().close();
        Path segment = directory.resolve("0000000000000000001.log");
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(segment, elsewhere);
        Files.createSymbolicLink(segment, elsewhere);
        assertThatThrownBy(this::start)
                .isInstanceOf(UnusableDirectoryException.class)
                .hasMessage(segment + " is a symbolic link, but must be a regular file");
        Files.delete(segment);
        Files.move(elsewhere, segment);
        start().close();
    }

    /** Opening a pipe would block until another process opens it for writing. */
    @ParameterizedTest
    @ValueSource(strings = {"lock", "reserve", "0000000000000000001.log", "0000000000000000007.snapshot"})
    @Timeout(60)
    void pipeInPlaceOfAFileIsReportedAndNotOpened(String name) throws Exception {
        start().close();
        Path pipe = directory.resolve(name);
        Files.deleteIfExists(pipe);
        makePipe(pipe);
        assertThatThrownBy(this::start)
                .isInstanceOf(DamagedLogException.class)
                .hasMessage(pipe + " is corrupted at offset 0: it is a named pipe, but must be a regular file");
        Files.delete(pipe);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reserve", "0000000000000000009.snapshot.tmp", "0000000000000000009.log.tmp"})
    void directoryInPlaceOfAFileIsReportedBeforeAnythingIsWritten(String name) throws IOException {
        start().close();
        Path wrong = directory.resolve(name);
        Files.deleteIfExists(wrong);
        Files.createDirectory(wrong);
        String segment = Files.readString(directory.resolve("0000000000000000001.log"), StandardCharsets.ISO_8859_1);
        assertThatThrownBy(this::start)
                .isInstanceOf(DamagedLogException.class)
                .hasMessage(wrong + " is corrupted at offset 0: it is a directory, but must be a regular file");
        assertThat(Files.readString(directory.resolve("0000000000000000001.log"), StandardCharsets.ISO_8859_1))
                .isEqualTo(segment);
        assertThat(wrong).isEmptyDirectory();
    }

    private static void makePipe(Path path) throws Exception {
        try {
            Process made = new ProcessBuilder("mkfifo", path.toString()).start();
            assertThat(made.waitFor()).isZero();
        } catch (IOException e) {
            assumeTrue(false, "needs mkfifo");
        }
    }

    @Test
    void otherFileTypesInPlaceOfTheDirectoryAreReported() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), directory);
        assertThatThrownBy(() -> NioDisk.at(link))
                .isInstanceOf(UnusableDirectoryException.class)
                .hasMessage(link + " is a dangling symbolic link");
        assertThat(directory).doesNotExist();
        Path socket = folder.resolve("socket");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            assertThatThrownBy(() -> NioDisk.at(socket))
                    .isInstanceOf(UnusableDirectoryException.class)
                    .hasMessage(socket + " is a socket, not a directory");
        }
        Path device = Path.of("/dev/null");
        assertThatThrownBy(() -> NioDisk.at(device))
                .isInstanceOf(UnusableDirectoryException.class)
                .hasMessage(device + " is a device, not a directory");
    }

    @Test
    void linkToTheDirectoryIsFollowed() throws IOException {
        start().close();
        Path link = Files.createSymbolicLink(folder.resolve("link"), directory);
        try (TestLog log = start()) {
            assertThatThrownBy(() -> NioDisk.at(link).lock()).isInstanceOf(DirectoryInUseException.class);
            log.append("a");
        }
    }

    /** /dev/full, if this machine has it: every write to it fails with "disk full". */
    @Test
    void fullDeviceIsDistinguishedFromAFailedOne() throws IOException {
        assumeTrue(Files.exists(Path.of("/dev/full")));
        try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> writeTranslated(full))
                    .isInstanceOf(DiskFullException.class)
                    .hasMessage("No space left on device");
        }
    }

    private static void writeTranslated(FileChannel full) throws IOException {
        try {
            full.write(ByteBuffer.allocate(10), 0);
        } catch (IOException e) {
            throw NioDisk.translated(e);
        }
    }
}
