package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.LatchkeyProcess.Result;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.server.stats.ServerVersion;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server process from startup to exit. */
final class ServeProcessTest {

    @Test
    void startUpLineIsAllThatIsPrintedAndItsExampleWorks() throws IOException {
        try (LatchkeyProcess server = LatchkeyProcess.serve()) {
            String ready = server.readyLine();
            assertThat(ready)
                    .matches(
                            "latchkey " + ServerVersion.VERSION
                                    + " ready on 127\\.0\\.0\\.1:(\\d+) \\(memory; HTTP on http://127\\.0\\.0\\.1:\\d+\\)\\. Try: redis-cli -p \\1 put greeting hello 0");
            int port = Integer.parseInt(ready.replaceAll(".*-p (\\d+) .*", "$1"));
            try (InlineClient client = new InlineClient(port)) {
                assertThat(client.ask("put greeting hello 0")).isEqualTo(":1");
            }
            Result result = server.terminate();
            assertThat(result.exitCode()).isZero();
            assertThat(result.out()).isEqualTo(ready + "\n");
        }
    }

    @Test
    void dataSurvivesARestartAndTheSecondStartupReportsWhatItRead(@TempDir Path folder) throws IOException {
        String[] flags = {
            "serve", "--port", "0", "--data", folder.resolve("data").toString()
        };
        try (LatchkeyProcess server = LatchkeyProcess.start(Map.of(), LatchkeyProcess.command(flags));
                InlineClient client = new InlineClient(server.port())) {
            assertThat(client.ask("put greeting hello 0")).isEqualTo(":1");
            Result result = server.terminate();
            assertThat(result.exitCode()).isZero();
            assertThat(result.out()).contains("(data in " + folder.resolve("data") + "; HTTP on http://127.0.0.1:");
            assertThat(result.err().lines().filter(line -> line.startsWith("latchkey")))
                    .isEmpty();
        }
        try (LatchkeyProcess server = LatchkeyProcess.start(Map.of(), LatchkeyProcess.command(flags));
                InlineClient client = new InlineClient(server.port())) {
            assertThat(client.ask("put greeting hello 0")).isEqualTo("-ERRVERSION 1 is the current version");
            assertThat(server.terminate().err()).contains("read 1 keys at revision 1");
        }
    }

    @Test
    void loggedLinesGoToStandardErrorWithTheirTime() {
        try (LatchkeyProcess server = LatchkeyProcess.serve()) {
            server.readyLine();
            assertThat(server.terminate().err()).matches("(?s)\\d{4}-\\d\\d-\\d\\dT\\d\\d:.*INFO .*stopped.*");
        }
    }

    @Test
    void terminationAnswersInOrderWhatWasReadAndExitsWithZero() throws IOException {
        int asked = 2_000;
        try (LatchkeyProcess server = LatchkeyProcess.serve();
                InlineClient client = new InlineClient(server.port())) {
            StringBuilder lines = new StringBuilder();
            for (int request = 1; request <= asked; request++) {
                lines.append("put counter x ").append(request).append("\r\n");
            }
            assertThat(client.ask("put counter x 0")).isEqualTo(":1");
            client.send(lines.toString());
            assertThat(client.line()).isEqualTo(":2");
            Result result = server.terminate();
            int version = 2;
            for (String reply = nextOrEnd(client); reply != null; reply = nextOrEnd(client)) {
                version++;
                assertThat(reply).isEqualTo(":" + version);
            }
            assertThat(result.exitCode()).isZero();
            assertThat(result.err()).doesNotContain("Exception");
        }
    }

    /** Why a reset counts as the end: the kernel sends one if the server closes a connection with unread input. */
    private static @Nullable String nextOrEnd(InlineClient client) throws IOException {
        try {
            return client.line();
        } catch (SocketException e) {
            return null;
        }
    }

    @Test
    void takenPortIsOneLineAndExitCodeTwo() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            Result result = LatchkeyProcess.run(Map.of(), "serve", "--memory", "--port", port);
            assertRefused(result, port);
            assertThat(result.err()).contains("taken");
        }
    }

    @Test
    void addressOfAnotherMachineIsOneLineAndExitCodeTwo() {
        assertRefused(
                LatchkeyProcess.run(Map.of(), LatchkeyProcess.serveFlags("--bind", "192.0.2.1", "--insecure")),
                "192.0.2.1");
    }

    @Test
    void wrongUsageExitsWithCodeTwo() {
        assertRefused(LatchkeyProcess.run(Map.of(), "serve", "--prot", "1"), "--prot");
    }

    /** In this JVM, because nothing depends on a process of its own. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serve --prot 1              | --prot",
                "serve --port 65536          | 0 to 65535",
                "serve --port -1             | 0 to 65535",
                "serve --port five           | 0 to 65535",
                "serve --port                | --port",
                "serve --bind 1.2.3.4.5      | 1.2.3.4.5",
                "serve --bind 0.0.0.0        | --insecure",
                "serve --bind ::             | --password-file",
                "serve --threads 1025        | 0 to 1024",
                "serve --max-clients 0       | 1 to 1000000",
                "serve --max-memory much     | 512m",
                "serve --max-memory 900t     | -Xmx",
                "serve --password-file /no/x | no such file",
                "serve --password-file /     | '/'",
                "serve now                   | now",
                "frob                        | frob",
                "--frob                      | --frob",
            })
    void wrongUsageIsOneLineThatNamesTheMistake(String arguments, String mention) {
        CommandRun run =
                CommandRun.Given.environment(Map.of()).run(arguments.strip().split(" "));
        assertRefused(new Result(run.exitCode(), run.out(), run.err()), mention);
    }

    @Test
    void withoutASubcommandOneLineSaysWhatToDo() {
        assertRefused(LatchkeyProcess.run(Map.of()), "latchkey serve");
    }

    static void assertRefused(Result result, String mention) {
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE.code());
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("latchkey")
                .contains(mention);
    }

    @Test
    void helpNamesEveryFlagWithItsVariableOnStandardOutput() {
        Result help = LatchkeyProcess.run(Map.of(), "serve", "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out())
                .contains(
                        "LATCHKEY_DATA", "LATCHKEY_MEMORY", "LATCHKEY_PORT", "LATCHKEY_BIND", "LATCHKEY_PASSWORD_FILE")
                .contains("LATCHKEY_PASSWORD ", "LATCHKEY_INSECURE", "LATCHKEY_THREADS")
                .contains("LATCHKEY_MAX_CLIENTS", "LATCHKEY_MAX_MEMORY", "5625", "127.0.0.1");
    }

    @Test
    void versionIsPrintedOnStandardOutput() {
        Result version = LatchkeyProcess.run(Map.of(), "--version");
        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).isEqualTo("latchkey " + ServerVersion.VERSION + "\n");
    }

    @Test
    void variableIsUsedAndFlagOverridesIt() throws IOException {
        int free = portOutsideTheEphemeralRange();
        Map<String, String> environment = Map.of("LATCHKEY_PORT", String.valueOf(free), "LATCHKEY_MEMORY", "true");
        try (LatchkeyProcess server = LatchkeyProcess.start(environment, LatchkeyProcess.command("serve"))) {
            assertThat(server.port()).isEqualTo(free);
            try (LatchkeyProcess other =
                    LatchkeyProcess.start(environment, LatchkeyProcess.command("serve", "--port", "0"))) {
                assertThat(other.port()).isNotEqualTo(free);
            }
        }
    }

    /** A free port that the kernel does not assign to other tests running at the same time, before the server binds it. */
    private static int portOutsideTheEphemeralRange() throws IOException {
        for (int port = 15_625; ; port++) {
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (BindException e) {
                assertThat(port).as("the last port tried").isLessThan(15_725);
            }
        }
    }

    @Test
    void unknownVariableCausesAWarningAndOneOfKubernetesDoesNot() {
        Map<String, String> environment = Map.of("LATCHKEY_PROT", "1", "LATCHKEY_SERVICE_HOST", "10.0.0.1");
        try (LatchkeyProcess server =
                LatchkeyProcess.start(environment, LatchkeyProcess.command(LatchkeyProcess.serveFlags()))) {
            server.readyLine();
            assertThat(server.terminate().err()).contains("LATCHKEY_PROT").doesNotContain("LATCHKEY_SERVICE_HOST");
        }
    }
}
