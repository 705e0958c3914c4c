package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.foreign.ServedNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding the server, authentication, and the errors when either fails. */
final class ReachingTheServerTest {

    private static String[] words(String line) {
        return line.split(" ");
    }

    private static void assertNoConnection(CommandRun run, String mention) {
        assertThat(run.err().lines()).singleElement().asString().contains(mention);
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"get k", "put k v 0", "del k 1", "list", "info", "ping", "lock --break a --token 1"})
    void unreachableServerIsOneLine(String command) throws IOException {
        int closedPort;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = probe.getLocalPort();
        }
        Map<String, String> environment =
                Map.of("LATCHKEY_SERVER", "127.0.0.1:" + closedPort, "LATCHKEY_TIMEOUT", "200ms");
        assertNoConnection(CommandRun.Given.environment(environment).run(words(command)), "refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get k", "list", "info", "ping"})
    void silentServerIsOneLineInTime(String command) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Map<String, String> environment =
                    Map.of("LATCHKEY_SERVER", "127.0.0.1:" + silent.getLocalPort(), "LATCHKEY_TIMEOUT", "200ms");
            CommandRun run = CommandRun.Given.environment(environment).run(words(command));
            assertThat(run.err().lines()).hasSize(1);
            assertThat(run.exitCode()).isEqualTo(4);
        }
    }

    /** The error comes long before the deadline, whose message would be different. */
    @Test
    void serverOfAnotherKindIsReportedImmediately() throws Exception {
        String greeting = "%1\r\n$6\r\nserver\r\n$5\r\nredis\r\n";
        try (ServerSocket redis = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread serving = new Thread(() -> greet(redis, greeting));
            serving.start();
            assertNoConnection(CommandRun.Given.server(redis.getLocalPort()).run("get", "k"), "not a Latchkey server");
            serving.join();
        }
    }

    private static void greet(ServerSocket server, String greeting) {
        try (Socket client = server.accept()) {
            client.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nextServerIsTriedWhenOneIsSilent() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                ServedNode node = ServedNode.open()) {
            String both = "127.0.0.1:" + silent.getLocalPort() + ",127.0.0.1:" + node.port();
            CommandRun.Given given = CommandRun.Given.environment(Map.of("LATCHKEY_SERVER", both));
            assertThat(given.run("ping", "--timeout", "2s").exitCode()).isZero();
            assertThat(given.run("put", "--timeout", "2s", "k", "v", "0").out()).isEqualTo("1\n");
        }
    }

    @Test
    void flagOverridesTheVariable() {
        try (ServedNode node = ServedNode.open()) {
            CommandRun.Given given =
                    CommandRun.Given.environment(Map.of("LATCHKEY_SERVER", "127.0.0.1:1", "LATCHKEY_TIMEOUT", "wrong"));
            String server = "127.0.0.1:" + node.port();
            assertThat(given.run("put", "--server", server, "--timeout=10", "k", "v", "0")
                            .out())
                    .isEqualTo("1\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"get k", "list", "info", "ping", "put k v 0", "lock --break a --token 1"})
    void wrongOrMissingPasswordIsNoConnection(String command) {
        try (ServedNode node = ServedNode.withPassword()) {
            String server = "127.0.0.1:" + node.port();
            assertNoConnection(CommandRun.Given.server(node.port()).run(words(command)), "NOAUTH");
            CommandRun.Given wrong =
                    CommandRun.Given.environment(Map.of("LATCHKEY_SERVER", server, "LATCHKEY_PASSWORD", "hunter2"));
            CommandRun run = wrong.run(words(command));
            assertNoConnection(run, "WRONGPASS");
            assertThat(run.err()).doesNotContain("hunter2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"get k", "list", "info", "ping", "put k v 0", "del k 1"})
    void missingPasswordNamesTheOptionThatGivesOne(String command) {
        try (ServedNode node = ServedNode.withPassword()) {
            CommandRun run = CommandRun.Given.server(node.port()).run(words(command));
            assertNoConnection(run, "NOAUTH the server requires a password: use --password-file or LATCHKEY_PASSWORD");
        }
    }

    @Test
    void missingPasswordOfAnAcquisitionNamesTheOptionThatGivesOne() {
        try (ServedNode node = ServedNode.withPassword()) {
            CommandRun run = CommandRun.Given.server(node.port()).run("lock", "a", "--", "true");
            assertThat(run.err())
                    .isEqualTo("latchkey lock: NOAUTH the server requires a password: use --password-file or"
                            + " LATCHKEY_PASSWORD\n");
            assertThat(run.exitCode()).isEqualTo(125);
        }
    }

    @Test
    void passwordComesByVariableFileOrStandardInput(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), ServedNode.PASSWORD + "\n");
        byte[] typed = (ServedNode.PASSWORD + "\nthe value").getBytes(StandardCharsets.UTF_8);
        try (ServedNode node = ServedNode.withPassword()) {
            String server = "127.0.0.1:" + node.port();
            CommandRun.Given given = CommandRun.Given.server(node.port());
            assertThat(given.in(typed)
                            .run("put", "--password-file", "-", "k", "-", "0")
                            .out())
                    .isEqualTo("1\n");
            assertThat(given.run("get", "--password-file", file.toString(), "k").out())
                    .isEqualTo("the value");
            assertThat(CommandRun.Given.environment(
                                    Map.of("LATCHKEY_SERVER", server, "LATCHKEY_PASSWORD", ServedNode.PASSWORD))
                            .run("get", "k")
                            .out())
                    .isEqualTo("the value");
            assertThat(CommandRun.Given.environment(
                                    Map.of("LATCHKEY_SERVER", server, "LATCHKEY_PASSWORD_FILE", file.toString()))
                            .run("ping")
                            .exitCode())
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "info", "ping", "put k v 0"})
    void unneededPasswordIsAccepted(String command) {
        try (ServedNode node = ServedNode.open()) {
            Map<String, String> environment =
                    Map.of("LATCHKEY_SERVER", "127.0.0.1:" + node.port(), "LATCHKEY_PASSWORD", "needless");
            assertThat(CommandRun.Given.environment(environment).run(words(command)))
                    .satisfies(run -> assertThat(run.err()).isEmpty())
                    .satisfies(run -> assertThat(run.exitCode()).isZero());
        }
    }

    @Test
    void passwordThatIsNotUtf8IsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("password"), new byte[] {(byte) 0xff, 'x'});
        CommandRun run = CommandRun.Given.server(1).run("ping", "--password-file", file.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("not valid UTF-8");
    }
}
