package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** NET-11: a server that runs into its limit of open files says so, does not spin, and serves again when it can. */
@EnabledOnOs(OS.LINUX)
final class OpenFilesProcessTest {

    private static LatchkeyProcess serveWithLimit(int files, String... flags) {
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -n " + files + "; exec \"$@\"", "bash"));
        command.addAll(LatchkeyProcess.command(LatchkeyProcess.serveFlags(flags)));
        return LatchkeyProcess.start(Map.of(), command);
    }

    @Test
    void connectionsAreLoweredToFitTheLimitAndEveryOneBeyondIsToldSo() throws IOException {
        try (LatchkeyProcess server = serveWithLimit(256)) {
            int port = server.port();
            List<InlineClient> clients = new ArrayList<>();
            int served = 0;
            for (int client = 0; client < 400; client++) {
                clients.add(new InlineClient(port));
            }
            for (InlineClient client : clients) {
                String reply = client.ask("ping");
                assertThat(reply).isIn("+PONG", "-ERR max number of clients reached");
                served += "+PONG".equals(reply) ? 1 : 0;
            }
            assertThat(served).isBetween(100, 256);
            for (InlineClient client : clients) {
                client.close();
            }
            assertServesAgain(port);
            LatchkeyProcess.Result result = server.terminate();
            assertThat(result.exitCode()).isZero();
            assertThat(result.err()).contains("takes " + served + " connections at most", "256 open files");
        }
    }

    /** Connections that were closed a moment ago may still count; each try is a question and its answer. */
    private static void assertServesAgain(int port) throws IOException {
        String reply = "";
        for (int attempt = 0; attempt < 1_000 && !"+PONG".equals(reply); attempt++) {
            try (InlineClient client = new InlineClient(port)) {
                reply = client.ask("ping");
            }
        }
        assertThat(reply).isEqualTo("+PONG");
    }

    @Test
    void runningOutOfFilesDoesNotSpinAndEndsWhenConnectionsClose() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit lowers the limit of a running process");
        try (LatchkeyProcess server = LatchkeyProcess.serve()) {
            int port = server.port();
            assertServesAgain(port);
            int room = 20;
            limit(server.handle().pid(), openFiles(server.handle().pid()) + room);
            List<InlineClient> clients = new ArrayList<>();
            for (int client = 0; client < 3 * room; client++) {
                clients.add(new InlineClient(port));
            }
            assertThat(clients.get(0).ask("ping")).isEqualTo("+PONG");

            // The kernel has this connection, the server cannot take it. Its silence is also the time for which we
            // watch.
            InlineClient waiting = clients.get(clients.size() - 1);
            Duration before = cpu(server);
            waiting.patience(3_000);
            assertThatThrownBy(() -> waiting.ask("ping")).isInstanceOf(SocketTimeoutException.class);
            assertThat(cpu(server).minus(before)).isLessThan(Duration.ofMillis(1_500));

            for (InlineClient client : clients.subList(0, clients.size() - 1)) {
                client.close();
            }
            waiting.patience(
                    (int) Duration.ofSeconds(LatchkeyProcess.SECONDS_MAX).toMillis());
            assertThat(waiting.line()).isEqualTo("+PONG");
            assertServesAgain(port);
            assertThat(server.terminate().exitCode()).isZero();
        }
    }

    private static long openFiles(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(pid), "fd"))) {
            return files.count();
        }
    }

    private static void limit(long pid, long files) throws IOException, InterruptedException {
        int exitCode = new ProcessBuilder("/usr/bin/prlimit", "--pid", String.valueOf(pid), "--nofile=" + files)
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exitCode).isZero();
    }

    private static Duration cpu(LatchkeyProcess server) {
        return server.handle().info().totalCpuDuration().orElseThrow();
    }
}
