package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.foreign.ServedNode;
import dev.latchkey.server.net.Node;
import dev.latchkey.server.net.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code latchkey verify} on the command line. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class VerifyCommandTest {

    @Test
    void runIsReportedAndItsHistoryChecksTheSame(@TempDir Path folder) throws IOException {
        Path history = folder.resolve("history.jsonl");
        Path html = folder.resolve("report.html");
        try (ServedNode node = ServedNode.open()) {
            CommandRun.Given given = CommandRun.Given.server(node.port());
            assertThat(given.run("put", "mine", "v", "0").exitCode()).isZero();
            CommandRun run = given.run(
                    "verify",
                    "--operations",
                    "300",
                    "--faults",
                    "rough",
                    "--seed",
                    "11",
                    "--history",
                    history.toString(),
                    "--html",
                    html.toString());
            assertThat(run.err()).isEmpty();
            assertThat(run.out())
                    .containsPattern("run +8 clients, [\\d.]+ s, faults rough, seed 11\n")
                    .containsPattern("operations +300 on 4 keys: create \\d+, delete \\d+, get \\d+, put \\d+\n")
                    .containsPattern("answers +\\d+ ErrMaybe: .*ok \\d+")
                    .containsPattern("faults +\\d+: .*cut-after \\d+")
                    .containsPattern(
                            "cleaned up +\\d keys deleted, none left; tombstones or floors of all keys remain\n")
                    .containsPattern("retried +[1-9]\\d* writes, each with the outcome of its first execution\n")
                    .containsPattern("verdict +OK, of 3\\d\\d operations\n$");
            assertThat(run.exitCode()).isZero();
            assertThat(given.run("list").out()).isEqualTo("mine\t1\n");
            assertThat(Files.readString(html)).contains("latchkey-verify/");
            CommandRun check = given.run("check", history.toString());
            assertThat(check.out()).contains("OK");
            assertThat(check.exitCode()).isZero();
        }
    }

    @Test
    void clientsWithoutSessionsReportResentCreates() {
        try (ServedNode node = ServedNode.open()) {
            CommandRun run = CommandRun.Given.server(node.port())
                    .run("verify", "--operations", "300", "--faults", "rough", "--seed", "11", "--without-session");
            assertThat(run.out())
                    .containsPattern("ErrMaybe +\\d+: .*refused \\d+")
                    .containsPattern("retried +\\d+ writes, without sessions\n")
                    .containsPattern("resent +\\d+ creates, each checked as one more create without a reply\n")
                    .containsPattern("verdict +OK, of 3\\d\\d operations\n$");
            assertThat(run.exitCode()).isZero();
        }
    }

    @Test
    void jsonIsOneObject() {
        try (ServedNode node = ServedNode.open()) {
            CommandRun run = CommandRun.Given.server(node.port())
                    .onTerminal()
                    .run("verify", "--operations", "50", "--faults", "none", "--json");
            assertThat(run.out().lines()).singleElement().asString().startsWith("{\"verdict\":\"OK\",\"judged\":54,");
            assertThat(run.exitCode()).isZero();
        }
    }

    @Test
    void brokenServerEndsWithOneAndAnExplanation(@TempDir Path folder) throws IOException {
        Path history = folder.resolve("history.jsonl");
        try (Node node = Node.start(NodeConfig.loopback(0), new WriteLosingEngine())) {
            CommandRun.Given given = CommandRun.Given.server(node.address().getPort());
            CommandRun run =
                    given.run("verify", "--operations", "20000", "--faults", "none", "--history", history.toString());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out())
                    .contains("ended early: the history is not linearizable")
                    .containsPattern("verdict +ILLEGAL, of [\\d,]+ operations\n  key latchkey-verify/")
                    .contains("\n  This operation cannot have its result:\n    client ", " ms: ")
                    .doesNotContain("hese 1 operations");
            assertThat(given.run("check", history.toString()).exitCode()).isEqualTo(1);
            assertThat(given.run("list").out()).isEmpty();
        }
    }

    @Test
    void passwordIsUsedThroughTheProxyToo() {
        try (ServedNode node = ServedNode.withPassword()) {
            CommandRun run = CommandRun.Given.environment(Map.of(
                            "LATCHKEY_SERVER", "127.0.0.1:" + node.port(), "LATCHKEY_PASSWORD", ServedNode.PASSWORD))
                    .run("verify", "--operations", "100", "--faults", "lab");
            assertThat(run.out()).containsPattern("verdict +OK, of 1\\d\\d operations\n$");
            CommandRun without = CommandRun.Given.server(node.port()).run("verify", "--operations", "100");
            assertThat(without.exitCode()).isEqualTo(4);
            assertThat(without.err()).contains("NOAUTH the server requires a password: use --password-file");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void unwritableFileIsWrongUsageAndNotAMissingServer() {
        try (ServedNode node = ServedNode.open()) {
            CommandRun run = CommandRun.Given.server(node.port()).run("verify", "--history", "/dev/full");
            assertThat(run.err()).contains("cannot write history '/dev/full'");
            assertThat(run.exitCode()).isEqualTo(64);
        }
    }

    @Test
    void missingServerGivesNoVerdict() {
        CommandRun run =
                CommandRun.Given.environment(Map.of()).run("verify", "--server", "127.0.0.1:1", "--timeout", "100ms");
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err().lines()).singleElement().asString().startsWith("latchkey verify: not sent within 0.1 s");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "verify x | 'x'",
                "verify --clients 0 | invalid --clients '0': must be a whole number from 1 to 200",
                "verify --seconds 0 | from 1 to 86400",
                "verify --operations 0 | invalid --operations '0'",
                "verify --faults some | must be none, lab or rough",
                "verify --seed -1 | invalid --seed '-1'",
                "verify --server a:b | host:port",
                "verify --history /no/such/folder/x | cannot write history '/no/such/folder/x': no such file or directory",
                "verify --html /no/such/folder/x | cannot write report '/no/such/folder/x': no such file or directory",
            })
    void wrongUsageIsNamedBeforeAnythingIsDone(String arguments, String mention) {
        CommandRun run = CommandRun.Given.environment(Map.of("LATCHKEY_SERVER", "127.0.0.1:1"))
                .run(arguments.split(" "));
        assertThat(run.err().lines()).singleElement().asString().contains(mention);
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(64);
    }

    @Test
    void interruptedRunIsCheckedAndCleanedUp() throws Exception {
        try (LatchkeyProcess server = LatchkeyProcess.serve()) {
            String address = "127.0.0.1:" + server.port();
            try (LatchkeyProcess verify = LatchkeyProcess.start(
                    Map.of(),
                    LatchkeyProcess.command("verify", "--server", address, "--seconds", "600", "--faults", "lab"))) {
                CommandRun.Given given = CommandRun.Given.environment(Map.of("LATCHKEY_SERVER", address));
                while (given.run("list", "latchkey-verify/").out().isEmpty()) {
                    assertThat(verify.handle().isAlive()).isTrue();
                }
                LatchkeyProcess.Result result = verify.terminate();
                assertThat(result.out())
                        .contains("ended early: SIGTERM")
                        .contains("none left")
                        .contains("verdict     OK, of ");
                assertThat(result.exitCode()).isZero();
                assertThat(given.run("list").out()).isEmpty();
            }
        }
    }
}
