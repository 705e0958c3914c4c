package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.app.design.ProjectFolder;
import dev.latchkey.app.foreign.Program;
import dev.latchkey.server.stats.ServerVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The distribution runs where it can write to its data directory only, for a user without a name, as in a container. */
@EnabledOnOs(OS.LINUX)
final class ReadOnlySystemIT {

    private static final String USER = "54321";

    private final Path data;

    ReadOnlySystemIT(@TempDir Path folder) throws IOException {
        data = Files.createDirectory(
                folder.resolve("data"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private LatchkeyProcess launch(String... arguments) {
        Path home = ProjectFolder.root()
                .resolve("app/target/latchkey-" + ServerVersion.VERSION + "/latchkey-" + ServerVersion.VERSION);
        List<String> command =
                new ArrayList<>(List.of("bwrap", "--ro-bind", "/", "/", "--tmpfs", "/tmp", "--tmpfs", "/run"));
        command.addAll(List.of("--ro-bind", home.toString(), "/tmp/latchkey", "--bind", data.toString(), "/run/data"));
        command.addAll(List.of("--remount-ro", "/tmp", "--remount-ro", "/run", "--proc", "/proc", "--dev", "/dev"));
        command.addAll(List.of("--unshare-user", "--uid", USER, "--gid", USER, "--die-with-parent"));
        command.add("/tmp/latchkey/latchkey");
        command.addAll(List.of(arguments));
        return LatchkeyProcess.start(Map.of("JAVA_HOME", System.getProperty("java.home")), command);
    }

    private static boolean isPossible() throws IOException, InterruptedException {
        return Program.isOnPath("bwrap")
                && new ProcessBuilder("bwrap", "--ro-bind", "/", "/", "--unshare-user", "--uid", USER, "true")
                                .start()
                                .waitFor()
                        == 0;
    }

    @Test
    void serverWritesToItsDataDirectoryOnlyAndUsesEpoll() throws Exception {
        assumeTrue(isPossible(), "skipped: bwrap is not on the PATH, or cannot create user namespaces");
        try (LatchkeyProcess server = launch("serve", "--data", "/run/data", "--port", "0")) {
            int port = server.port();
            CommandRun.Given given = CommandRun.Given.server(port);
            CommandRun put = given.run("put", "key", "value", "0", "--timeout", "1m");
            assertThat(put.out()).as(put.err()).isEqualTo("1\n");
            assertThat(given.run("info", "server").out()).contains("multiplexing_api:epoll");
            LatchkeyProcess ping = launch("ping", "--server", "127.0.0.1:" + port);
            assertThat(ping.end().exitCode()).isZero();
            server.handle()
                    .descendants()
                    .forEach(ProcessHandle::destroy); // why not terminate: bwrap hands no signal on
            LatchkeyProcess.Result result = server.end();
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.err()).doesNotContain("WARN");
        }
    }
}
