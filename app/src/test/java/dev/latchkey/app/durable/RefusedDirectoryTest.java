package dev.latchkey.app.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.app.CommandRun;
import dev.latchkey.app.InlineClient;
import dev.latchkey.app.LatchkeyProcess;
import dev.latchkey.app.LatchkeyProcess.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories that a server refuses at startup, with one line that gives the reason, and without modifying them. */
final class RefusedDirectoryTest {

    private static final int USAGE = 2;
    private static final int DISK = 5;

    /** The offsets of the version and of the checksum in a segment header, see docs/format/log.md. */
    private static final int VERSION_AT = 8;

    private static final int CHECK_AT = 12;
    private static final int HEADER_BYTES = 64;

    private final Path folder;
    private final Path path;
    private final DataDirectory directory;

    RefusedDirectoryTest(@TempDir Path folder) {
        this.folder = folder;
        path = folder.resolve("data");
        directory = new DataDirectory(path);
    }

    private static void assertRefused(Result result, int exitCode, String... mentions) {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("latchkey serve: ")
                .contains(mentions);
    }

    /** DISK-06. */
    @Test
    void fileInPlaceOfADirectoryIsRefused() throws IOException {
        Files.writeString(path, "mine");
        assertRefused(directory.refused(), USAGE, path + " is a file, not a directory");
        assertThat(path).hasContent("mine");
    }

    /** DISK-06. */
    @Test
    void directoryInAMissingDirectoryIsRefused() {
        DataDirectory deeper = new DataDirectory(path.resolve("deeper"));
        assertRefused(deeper.refused(), USAGE, "deeper does not exist, and neither does its parent directory");
        assertThat(path).doesNotExist();
    }

    /** DISK-06: a private read-only file system, to which not even root may write. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void readOnlyDirectoryIsRefused() throws IOException, InterruptedException {
        assumeTrue(OwnMount.isPossible(), "needs a private mount namespace (unshare -rm)");
        Files.createDirectory(path);
        Result result;
        try (LatchkeyProcess server = LatchkeyProcess.start(
                Map.of(), OwnMount.command(path, "ro", LatchkeyProcess.command(directory.flags())))) {
            result = server.end();
        }
        assertRefused(result, USAGE, path + " is not writable by this user");
        assertThat(path).isEmptyDirectory();
    }

    @Test
    void directoryIsNotCreatedIfThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            Result result = LatchkeyProcess.run(Map.of(), "serve", "--port", port, "--data", path.toString());
            assertRefused(result, USAGE, "port " + port + ": the port is taken by another program");
        }
        assertThat(path).doesNotExist();
    }

    /** DISK-07. Why the first server is suspended: when it is idle it writes a mark to its log. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void secondServerIsRefusedAndNamesTheFirstAndChangesNothing() throws IOException, InterruptedException {
        try (LatchkeyProcess server = directory.serve();
                InlineClient client = new InlineClient(server.port())) {
            DataDirectory.put(client, 5);
            server.signal("STOP");
            Map<String, String> before = directory.contents();
            assertRefused(
                    directory.refused(),
                    USAGE,
                    path.toString(),
                    String.valueOf(server.handle().pid()));
            assertThat(directory.contents()).isEqualTo(before);
            server.signal("CONT");
            assertThat(client.ask("put k more 5")).isEqualTo(":6");
        }
    }

    /** DISK-07. */
    @Test
    void lockOfAKilledServerBlocksNoOtherServer() throws IOException {
        try (LatchkeyProcess server = directory.serve();
                InlineClient client = new InlineClient(server.port())) {
            DataDirectory.put(client, 5);
            server.handle().destroyForcibly();
            server.end();
        }
        try (LatchkeyProcess server = directory.serve();
                InlineClient client = new InlineClient(server.port())) {
            assertThat(client.ask("put k more 5")).isEqualTo(":6");
        }
    }

    @Test
    @Tag("thorough")
    void flippedByteInTheMiddleOfTheLogIsRefusedWithFileAndOffset() throws IOException {
        directory.fill();
        Path segment = directory.newestSegment();
        byte[] bytes = Files.readAllBytes(segment);
        int flipped = 1_000;
        bytes[flipped] ^= 0x10;
        Files.write(segment, bytes);
        Map<String, String> before = directory.contents();
        Result result = directory.refused();
        assertRefused(result, DISK, segment.toString());
        int offset = Integer.parseInt(
                result.err().replaceAll("(?s).*offset ([\\d,]+).*", "$1").replace(",", ""));
        assertThat(flipped - offset).as("the offset within the record").isBetween(0, 100);
        assertThat(directory.contents()).as("all files except the lock").containsAllEntriesOf(withoutLock(before));
    }

    @Test
    void directoryOfANewerVersionIsRefusedWithASentence() throws IOException {
        directory.fill();
        Path segment = directory.newestSegment();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(segment));
        bytes.putInt(VERSION_AT, 2);
        CRC32C check = new CRC32C();
        check.update(bytes.array(), 0, CHECK_AT);
        check.update(bytes.array(), CHECK_AT + 4, HEADER_BYTES - CHECK_AT - 4);
        bytes.putInt(CHECK_AT, (int) check.getValue());
        Files.write(segment, bytes.array());
        Map<String, String> before = directory.contents();
        assertRefused(directory.refused(), DISK, segment.toString(), "version 2", "newer");
        assertThat(directory.contents()).as("all files except the lock").containsAllEntriesOf(withoutLock(before));
    }

    /** Opening a pipe would block until another process opens it for writing. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void pipeInPlaceOfASegmentIsRefusedWithoutBlocking() throws IOException, InterruptedException {
        directory.fill();
        Path segment = directory.newestSegment();
        Files.delete(segment);
        makePipe(segment);
        String why = segment + " is corrupted at offset 0: it is a named pipe, but must be a regular file";
        assertRefused(directory.refused(), DISK, why);
        Result inspected = LatchkeyProcess.run(Map.of(), "log", "inspect", path.toString());
        assertThat(inspected.out()).contains(why);
        assertThat(inspected.exitCode()).isEqualTo(DISK);
    }

    @Test
    @Tag("thorough")
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void pipeInPlaceOfABackupIsRefusedWithoutBlocking() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        makePipe(pipe);
        String why = pipe + ": expected a regular file, but it is a named pipe";
        for (Result result : List.of(
                LatchkeyProcess.run(Map.of(), "log", "inspect", pipe.toString()),
                LatchkeyProcess.run(Map.of(), "restore", pipe.toString(), "--data", path.toString()))) {
            assertThat(result.err()).contains(why);
            assertThat(result.exitCode()).isEqualTo(USAGE);
        }
        assertThat(path).doesNotExist();
    }

    private static void makePipe(Path at) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", at.toString()).start().waitFor())
                .isZero();
    }

    private static Map<String, String> withoutLock(Map<String, String> contents) {
        contents.remove("lock");
        return contents;
    }

    @Test
    void directoryAndItsFilesAreAccessibleToTheOwnerOnly() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "needs file modes");
        directory.fill();
        assertThat(Files.getPosixFilePermissions(path)).hasSize(3).allMatch(mode -> mode.name()
                .startsWith("OWNER"));
        for (Path file : directory.files()) {
            assertThat(Files.getPosixFilePermissions(file))
                    .as(file.toString())
                    .hasSize(2)
                    .allMatch(mode -> mode.name().startsWith("OWNER"));
        }
    }

    /** Before anything is written: neither a segment nor the deletion of a temporary file. */
    @ParameterizedTest
    @Tag("thorough")
    @ValueSource(
            strings = {
                "reserve",
                "0000000000000000009.snapshot.tmp",
                "0000000000000000009.log.tmp",
                "9.snapshot",
                "lock"
            })
    void directoryInPlaceOfAFileIsRefusedBeforeAnythingIsWrittenAndInspectionSaysSo(String which) throws IOException {
        directory.fill();
        Path wrong = path.resolve(which.startsWith("9") ? "000000000000000000" + which : which);
        Files.deleteIfExists(wrong);
        Files.createDirectory(wrong);
        List<Path> before = directory.files();
        String why = wrong + " is corrupted at offset 0: it is a directory, but must be a regular file";
        assertRefused(directory.refused(), DISK, why);
        assertThat(directory.files()).isEqualTo(before);
        CommandRun inspected = directory.inspected();
        assertThat(inspected.out()).startsWith("startup would fail: " + why);
        assertThat(inspected.exitCode()).isEqualTo(DISK);
    }

    @Test
    void unfinishedRestoreIsRefusedAndInspectionSaysSo() throws IOException {
        Files.createFile(Files.createDirectory(path).resolve("restoring"));
        String why = path.resolve("restoring") + ": a restore into this directory has not completed";
        assertRefused(directory.refused(), DISK, why);
        CommandRun inspected = directory.inspected();
        assertThat(inspected.out()).startsWith("startup would fail: " + why);
        assertThat(inspected.exitCode()).isEqualTo(DISK);
    }

    /** SEC-13. */
    @Test
    void directoryThatOthersMayWriteToIsRefused() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "needs file modes");
        directory.fill();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        Map<String, String> before = directory.contents();
        String why =
                path + " may be written by other users, who could replace the store: its permissions are rwxrwxrwx";
        assertRefused(directory.refused(), USAGE, why);
        assertThat(directory.contents()).isEqualTo(before);
        CommandRun inspected = directory.inspected();
        assertThat(inspected.out()).startsWith("startup would fail: " + why);
        assertThat(inspected.exitCode()).isEqualTo(DISK);
    }
}
