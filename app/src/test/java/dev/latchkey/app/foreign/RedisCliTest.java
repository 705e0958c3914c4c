package dev.latchkey.app.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisCliTest {

    private final ServedNode node = ServedNode.open();

    @BeforeAll
    static void findProgram() {
        assumeTrue(Program.isOnPath("redis-cli"), "skipped: redis-cli is not on the PATH (Debian: redis-tools)");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private Program.Result cli(String... words) {
        return cliReading("", words);
    }

    private Program.Result cliReading(String input, String... words) {
        return cliAt(node.port(), input.getBytes(StandardCharsets.ISO_8859_1), words);
    }

    private static Program.Result cliAt(int port, byte[] input, String... words) {
        List<String> line = new ArrayList<>(List.of("redis-cli", "-h", ServedNode.HOST, "-p", String.valueOf(port)));
        line.addAll(List.of(words));
        return Program.run(input, line.toArray(String[]::new));
    }

    /** The non-empty lines. redis-cli prints an empty line after every error. */
    private static List<String> said(Program.Result result) {
        return result.lines().stream().filter(line -> !line.isBlank()).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-2", "-3"})
    void transcriptOfTheReadmeHolds(String protocol) throws Exception {
        Path transcript = Path.of("src/test/resources/foreign/redis-cli.txt");
        List<String> expected = Files.readAllLines(transcript).stream()
                .filter(line -> !line.isBlank())
                .toList();
        List<String> actual = new ArrayList<>();
        for (String line : expected) {
            if (line.startsWith("$ ")) {
                List<String> words = new ArrayList<>(List.of(protocol));
                words.addAll(List.of(line.substring(2).split(" ")));
                actual.add(line);
                actual.addAll(said(cli(words.toArray(String[]::new))));
            }
        }
        assertThat(actual).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-2", "-3"})
    void typedRepliesShowTheirTypes(String protocol) {
        cli("put", "greeting", "hello", "0");
        assertThat(said(cli(protocol, "--no-raw", "getv", "greeting")))
                .containsExactly("1) \"hello\"", "2) (integer) 1", "3) (integer) 1");
        assertThat(said(cli(protocol, "--no-raw", "get", "greeting"))).containsExactly("\"hello\"");
        assertThat(said(cli(protocol, "--no-raw", "get", "nope"))).containsExactly("(nil)");
        assertThat(said(cli(protocol, "--no-raw", "getv", "nope"))).containsExactly("(nil)");
        assertThat(said(cli(protocol, "--no-raw", "put", "greeting", "x", "7")))
                .containsExactly("(error) ERRVERSION 1 is the current version");
        assertThat(said(cli(protocol, "list", "greet", "VALUES"))).containsExactly("1", "0", "greeting", "hello", "1");
    }

    @Test
    void errorsCanBeTurnedIntoExitCodes() {
        assertThat(cli("put", "k", "v", "7").exitCode()).isZero();
        assertThat(cli("-e", "put", "k", "v", "7").exitCode()).isEqualTo(1);
    }

    @Test
    void helpShowsOurCommands() {
        assertThat(cli("help", "put").output())
                .contains("key value version", "Writes a key if its version is still the given one.");
        assertThat(cliReading("help put\nhelp @string\n").output())
                .contains("Writes a key if its version is still the given one.")
                .contains("[prefix] [AFTER key] [LIMIT n] [VALUES]");
    }

    @Test
    void linesFromStdinAreCommands() {
        assertThat(said(cliReading("put k \"two words\" 0\nget k\nput k v 0\n")))
                .containsExactly("1", "two words", "ERRVERSION 1 is the current version");
    }

    @Test
    void valueFromStdinIsStoredToTheByte() {
        byte[] value = {0, 1, 'a', '"', '\\', '\r', '\n', (byte) 0x80, (byte) 0xff};
        assertThat(said(cliAt(node.port(), value, "-X", "VALUE", "put", "k", "VALUE", "0")))
                .containsExactly("1");
        byte[] shown = cli("--raw", "get", "k").bytes();
        assertThat(shown).startsWith(value).hasSize(value.length + 1);
        assertThat(said(cli("--no-raw", "get", "k"))).containsExactly("\"\\x00\\x01a\\\"\\\\\\r\\n\\x80\\xff\"");
    }

    @Test
    void lastArgumentFromStdinIsTheVersion() {
        assertThat(said(cliReading("0", "-x", "put", "k", "v"))).containsExactly("1");
    }

    @Test
    void pipeModeCountsRepliesAndErrors() {
        Program.Result result =
                cliReading("PUT a v 0\r\nPUT b v 0\r\n*4\r\n$3\r\nPUT\r\n$1\r\na\r\n$1\r\nw\r\n$1\r\n0\r\n", "--pipe");
        assertThat(result.output()).contains("errors: 1, replies: 3").contains("ERRVERSION 1");
        assertThat(said(cli("list"))).containsExactly("2", "0", "a", "1", "b", "1");
    }

    @Test
    void passwordIsGivenOnTheCommandLine() {
        try (ServedNode guarded = ServedNode.withPassword()) {
            String password = ServedNode.PASSWORD;
            assertThat(said(cliAt(guarded.port(), new byte[0], "get", "k")))
                    .containsExactly("NOAUTH Authentication required.");
            assertThat(said(cliAt(
                            guarded.port(),
                            new byte[0],
                            "-3",
                            "-a",
                            password,
                            "--no-auth-warning",
                            "put",
                            "k",
                            "v",
                            "0")))
                    .containsExactly("1");
            assertThat(cliAt(guarded.port(), new byte[0], "-a", "guess", "get", "k")
                            .output())
                    .contains("WRONGPASS");
        }
    }

    @Test
    void transactionIsExecutedAsAWhole() {
        List<String> said = said(cliReading("multi\nput k v 0\nget k\nexec\nput k w 1\n"));
        assertThat(said).containsExactly("OK", "QUEUED", "QUEUED", "1", "v", "2");
    }

    @Test
    void commandOnTheCommandLineIsSentOnce() throws Exception {
        try (SeveringProxy proxy = new SeveringProxy(node.port(), "severed")) {
            Program.Result result = cliAt(proxy.port(), new byte[0], "put", "severed", "v", "0");
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(proxy.timesSent()).isEqualTo(1);
        }
        assertThat(said(cli("getv", "severed"))).containsExactly("v", "1", "1");
    }

    @Test
    void commandFromStdinIsSentOnce() throws Exception {
        try (SeveringProxy proxy = new SeveringProxy(node.port(), "severed")) {
            byte[] lines = "put severed v 0\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(said(cliAt(proxy.port(), lines))).containsExactly("Error: Server closed the connection");
            assertThat(proxy.timesSent()).isEqualTo(1);
        }
        assertThat(said(cli("getv", "severed"))).containsExactly("v", "1", "1");
    }
}
