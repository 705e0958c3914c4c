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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** NET-11: a server that reaches its limit of open files reports it, does not spin, and accepts connections again later. */
@EnabledOnOs(OS.LINUX)
final class OpenFilesProcessTest {

    private static LatchkeyProcess serveWithLimit(int files, String... flags) {
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -n " + files + "; exec \"$@\"", "bash"));
        command.addAll(LatchkeyProcess.command(LatchkeyProcess.serveFlags(flags)));
        return LatchkeyProcess.start(Map.of(), command);
    }

    @Test
    void connectionLimitIsLoweredToFitAndFurtherConnectionsAreRefused() throws IOException {
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
            assertThat(result.err()).contains(" to " + served + ": the limit of ", "256 open files");
        }
    }

    /** Retries with a ping, because connections that were closed just before may still count. */
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
    @Tag("thorough")
    void runningOutOfFilesDoesNotSpinAndEndsWhenConnectionsClose() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "needs prlimit to lower the limit of a process");
        try (LatchkeyProcess server = LatchkeyProcess.serve()) {
            int port = server.port();
            assertServesAgain(port);
            int spareFiles = 20;
            limit(server.handle().pid(), openFiles(server.handle().pid()) + spareFiles);
            List<InlineClient> clients = new ArrayList<>();
            for (int client = 0; client < 3 * spareFiles; client++) {
                clients.add(new InlineClient(port));
            }
            assertThat(clients.get(0).ask("ping")).isEqualTo("+PONG");

            // The kernel has completed this connection, but the server cannot accept it. The read timeout is also the
            // period over which CPU time is measured.
            InlineClient waiting = clients.get(clients.size() - 1);
            Duration before = cpu(server);
            waiting.setReadTimeout(3_000);
            assertThatThrownBy(() -> waiting.ask("ping")).isInstanceOf(SocketTimeoutException.class);
            assertThat(cpu(server).minus(before)).isLessThan(Duration.ofMillis(1_500));

            for (InlineClient client : clients.subList(0, clients.size() - 1)) {
                client.close();
            }
            waiting.setReadTimeout(
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
