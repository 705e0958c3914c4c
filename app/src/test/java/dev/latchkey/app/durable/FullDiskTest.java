package dev.latchkey.app.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.app.InlineClient;
import dev.latchkey.app.LatchkeyProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real disk that is full (DISK-01): puts are refused, reads and deletes succeed, it recovers, and nothing is lost. */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
final class FullDiskTest {

    /** The reserve of 16 MiB, the space allocated ahead, and a little more. */
    private static final String MOUNT = "size=40m";

    private static final int FILLER_BYTES = 1 << 16;
    private static final int MANY = 1_000_000;
    private static final String VALUE = "x".repeat(30_000);

    private final Path folder;

    FullDiskTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** Puts large values until one is refused, and returns how many succeeded. */
    private static int fill(InlineClient client) throws IOException {
        for (int put = 0; put < MANY; put++) {
            String reply = String.valueOf(client.ask("put big-" + put + " " + VALUE + " 0"));
            if (!reply.equals(":1")) {
                assertThat(reply).startsWith("-ERRFULL");
                return put;
            }
        }
        throw new AssertionError("the disk never filled up");
    }

    private static void assertHeals(InlineClient client, String put) throws IOException {
        for (int attempt = 0; attempt < MANY; attempt++) {
            String reply = String.valueOf(client.ask(put));
            if (reply.startsWith(":")) {
                return;
            }
            assertThat(reply).startsWith("-ERRFULL");
        }
        throw new AssertionError("puts never succeeded again");
    }

    @Test
    void putsAreRefusedReadsAndDeletesSucceedAndItRecoversWithFreeSpace() throws IOException, InterruptedException {
        assumeTrue(OwnMount.isPossible(), "needs a private mount namespace (unshare -rm)");
        DataDirectory inside = new DataDirectory(folder.resolve("data"));
        Path copy = Files.createDirectory(folder.resolve("copy"));
        int done;
        try (LatchkeyProcess server = LatchkeyProcess.start(
                        Map.of(), OwnMount.command(folder, MOUNT, LatchkeyProcess.command(inside.flags())));
                InlineClient client = new InlineClient(server.port())) {
            Path mount = OwnMount.from(server.handle().pid(), folder);
            fillUp(mount.resolve("filler"));
            done = fill(client);
            assertThat(done).isPositive();
            assertThat(client.ask("put one more 0")).startsWith("-ERRFULL");
            assertThat(client.ask("get big-0")).isEqualTo("$" + VALUE.length());
            assertThat(client.line()).isEqualTo(VALUE);
            assertThat(client.ask("get big-" + done)).isEqualTo("$-1");
            assertThat(client.ask("del big-0 1")).isEqualTo(":2");
            Files.delete(mount.resolve("filler"));
            assertHeals(client, "put one more 0");
            copy(mount.resolve("data"), copy);
            assertThat(server.terminate().exitCode()).isZero();
        }
        try (LatchkeyProcess server = new DataDirectory(copy).serve();
                InlineClient client = new InlineClient(server.port())) {
            assertThat(client.ask("put one again 0")).isEqualTo("-ERRVERSION 1 is the current version");
            assertThat(client.ask("put big-0 again 0")).isEqualTo(":3");
            for (int put = 1; put < done; put++) {
                assertThat(client.ask("put big-" + put + " again 0")).startsWith("-ERRVERSION 1 ");
            }
            assertThat(client.ask("put big-" + done + " again 0")).isEqualTo(":1");
        }
    }

    /** Leaves only as much free space as the reserve and a few writes need. */
    private static void fillUp(Path filler) throws IOException {
        long room = Files.getFileStore(filler.resolveSibling(".")).getUsableSpace();
        byte[] piece = new byte[FILLER_BYTES];
        try (var out = Files.newOutputStream(filler)) {
            for (long at = 0; at + FILLER_BYTES < room - 3 * FILLER_BYTES; at += FILLER_BYTES) {
                out.write(piece);
            }
        }
    }

    /** A copy has what a kill would leave: everything that was acknowledged is fsynced. */
    private static void copy(Path from, Path to) throws IOException {
        for (Path file : new DataDirectory(from).files()) {
            Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
        }
    }

    /** No block for any file; no inode for the directory; and an inode for the directory but not for its lock file. */
    @ParameterizedTest
    @ValueSource(strings = {"size=4k", "nr_inodes=1", "nr_inodes=2"})
    void startupWithoutSpaceForTheFirstFileIsRefusedAndLeavesNothing(String mount)
            throws InterruptedException, IOException {
        assumeTrue(OwnMount.isPossible(), "needs a private mount namespace (unshare -rm)");
        Path full = Files.createDirectory(folder.resolve("full"));
        DataDirectory inside = new DataDirectory(full.resolve("data"));
        List<String> thenListed =
                new ArrayList<>(List.of("sh", "-c", "\"$@\"; code=$?; ls -A \"$0\"; exit $code", full.toString()));
        thenListed.addAll(LatchkeyProcess.command(inside.flags()));
        try (LatchkeyProcess server = LatchkeyProcess.start(Map.of(), OwnMount.command(full, mount, thenListed))) {
            LatchkeyProcess.Result result = server.end();
            assertThat(result.err()).startsWith("latchkey serve: not enough disk space for " + full.resolve("data"));
            assertThat(result.err().lines()).hasSize(1);
            assertThat(result.exitCode()).isEqualTo(5);
            assertThat(result.out()).as("the files left over").isEmpty();
        }
    }

    /** With a limit on the file size (RLIMIT_FSIZE) the segment cannot grow, so deletes are refused as well. */
    @Test
    void fileSizeLimitRefusesWritesUntilItIsRaised() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "needs prlimit to lower the limit of a process");
        DataDirectory directory = new DataDirectory(folder.resolve("data"));
        int done;
        try (LatchkeyProcess server = directory.serve();
                InlineClient client = new InlineClient(server.port())) {
            assertThat(client.ask("put k v 0")).isEqualTo(":1");
            limit(server.handle().pid(), Files.size(directory.newestSegment()) + ":");
            done = fill(client);
            assertThat(client.ask("get k")).isEqualTo("$1");
            assertThat(client.line()).isEqualTo("v");
            limit(server.handle().pid(), "unlimited:");
            assertHeals(client, "put one more 0");
            server.handle().destroyForcibly();
            server.end();
        }
        try (LatchkeyProcess server = directory.serve();
                InlineClient client = new InlineClient(server.port())) {
            assertThat(client.ask("put one again 0")).startsWith("-ERRVERSION 1 ");
            for (int put = 0; put < done; put++) {
                assertThat(client.ask("put big-" + put + " again 0")).startsWith("-ERRVERSION 1 ");
            }
            assertThat(client.ask("put big-" + done + " again 0")).isEqualTo(":1");
        }
    }

    /** Sets the soft limit and keeps the hard limit. */
    private static void limit(long pid, String bytes) throws IOException, InterruptedException {
        int exitCode = new ProcessBuilder("/usr/bin/prlimit", "--pid", String.valueOf(pid), "--fsize=" + bytes)
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exitCode).isZero();
    }
}
