package dev.latchkey.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** With a PostgreSQL server of its own, from the packages of Debian. */
@Tag("thorough")
final class PostgresFenceTest extends JdbcFenceContract {

    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    @TempDir
    static Path folder = Path.of("");

    private static Path programs = INSTALLED;
    private static int port;
    private static boolean started;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> found = installed();
        assumeTrue(found.isPresent(), "skipped: PostgreSQL is not installed in " + INSTALLED);
        programs = found.get();
        boolean isRoot = System.getProperty("user.name").equals("root");
        assumeTrue(
                !isRoot || run(List.of("id", "postgres")) == 0,
                "skipped: root cannot run PostgreSQL, and there is no user postgres");
        if (isRoot) {
            assertThat(run(List.of("chown", "postgres", folder.toString()))).isZero();
            assertThat(run(List.of("chmod", "711", folder.toString()))).isZero();
        }
        assertThat(asOwner("initdb", "-A", "trust", "-U", "latchkey", "-D", data(), "--no-sync"))
                .isZero();
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThat(asOwner(
                        "pg_ctl",
                        "start",
                        "-w",
                        "-D",
                        data(),
                        "-l",
                        folder.resolve("log").toString(),
                        "-o",
                        "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -p " + port))
                .isZero();
        started = true;
    }

    @AfterAll
    static void stop() throws Exception {
        if (started) {
            assertThat(asOwner("pg_ctl", "stop", "-m", "immediate", "-w", "-D", data()))
                    .isZero();
        }
    }

    private static Optional<Path> installed() throws IOException {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Path::compareTo);
        }
    }

    private static String data() {
        return folder.resolve("data").toString();
    }

    private static int asOwner(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static int run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return process.waitFor();
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "latchkey", "");
    }
}
