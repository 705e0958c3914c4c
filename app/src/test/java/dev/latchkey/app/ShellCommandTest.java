package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.app.foreign.Program;
import dev.latchkey.app.foreign.ServedNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code latchkey shell} with a script on standard input, and on a pseudo terminal. */
final class ShellCommandTest {

    private static CommandRun run(int port, String script) {
        return CommandRun.Given.server(port)
                .in(script.getBytes(StandardCharsets.UTF_8))
                .run("shell");
    }

    @Test
    void scriptIsExecutedLineByLineOnOneConnection() {
        try (ServedNode node = ServedNode.open()) {
            CommandRun run = run(node.port(), """
                    PUT greeting "hello world" 0

                    getv greeting
                    CLIENT SETNAME me
                    CLIENT GETNAME
                    HELLO 3
                    DEL greeting 1
                    GET greeting
                    exit
                    PUT never x 0
                    """);
            assertThat(run.err()).isEmpty();
            assertThat(run.out()).startsWith("""
                            (integer) 1
                            1) "hello world"
                            2) (integer) 1
                            3) (integer) 1
                            OK
                            "me"
                            1# "server" => "latchkey"
                            """).endsWith("(integer) 2\n(nil)\n");
            assertThat(run.exitCode()).isZero();
            assertThat(run(node.port(), "GET never").out()).isEqualTo("(nil)\n");
        }
    }

    @Test
    void refusedCommandIsPrintedAndTheNextOneIsExecuted() {
        try (ServedNode node = ServedNode.open()) {
            CommandRun run = run(node.port(), "PUT a 1 7\nNOSUCH\nPUT b \"open\nGET 'x'y\nPUT b 2 0\n");
            assertThat(run.out().lines().map(line -> line.replaceFirst("(NOSUCH|unknown).*", "$1")))
                    .containsExactly(
                            "(error) ERRNOKEY there is no such key",
                            "(error) ERR unknown",
                            "(error) a quote is not closed, or text follows a closing quote",
                            "(error) a quote is not closed, or text follows a closing quote",
                            "(integer) 1");
            assertThat(run.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void bytesAndTextPassUnchanged() throws IOException {
        try (ServedNode node = ServedNode.open()) {
            CommandRun run =
                    run(node.port(), "PUT k\u00e9y \"\u20ac \\x00\\xff\\n\" 0\nGET k\u00e9y\nPUT u \u20ac 0\nGET u\n");
            assertThat(run.out())
                    .isEqualTo("(integer) 1\n\"\\xe2\\x82\\xac \\x00\\xff\\n\"\n(integer) 1\n\"\u20ac\"\n");
        }
    }

    @Test
    void pushesOfFollowsArePrinted() throws IOException {
        try (ServedNode node = ServedNode.open();
                PipedOutputStream typed = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(typed)) {
            typed.write("FOLLOW a\nPUT a/b v 0\nECHO done\nUNFOLLOW\n".getBytes(StandardCharsets.UTF_8));
            typed.close();
            CommandRun run = CommandRun.Given.server(node.port()).in(() -> in).run("shell");
            assertThat(run.out())
                    .containsSubsequence("1) \"latchkey\"\n", "\"a\"\n", "\"put\"\n", "\"a/b\"\n", "(integer) 1\n");
        }
    }

    @Test
    void helpDescribesTheCommandsOfTheServer() {
        try (ServedNode node = ServedNode.open()) {
            assertThat(run(node.port(), "help\n").out()).contains("GETV key\n", "exit ends the shell");
            assertThat(run(node.port(), "help put\nhelp nosuch\n").out()).isEqualTo("""
                            PUT key value version [OWNER session] [GUARD key version]
                            Writes a key if its version is still the given one.
                            (error) the server has no such command
                            """);
        }
    }

    @Test
    void passwordOfTheEnvironmentIsUsedAndAMissingOneIsNamed() {
        try (ServedNode node = ServedNode.withPassword()) {
            CommandRun.Given given = CommandRun.Given.server(node.port()).in("PING\n".getBytes(StandardCharsets.UTF_8));
            assertThat(given.with("LATCHKEY_PASSWORD", ServedNode.PASSWORD)
                            .run("shell")
                            .out())
                    .isEqualTo("PONG\n");
            CommandRun without = given.run("shell");
            assertThat(without.err()).contains("NOAUTH the server requires a password: use --password-file");
            assertThat(without.exitCode()).isEqualTo(4);
        }
    }

    @Test
    void noServerIsExitCode4() {
        CommandRun run = CommandRun.Given.environment(
                        Map.of("LATCHKEY_SERVER", "127.0.0.1:1", "LATCHKEY_TIMEOUT", "1s"))
                .run("shell");
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("cannot connect to 127.0.0.1:1");
    }

    /** A server that answers what the shell asks at its start, and closes the connection at the command of the script. */
    private static CommandRun withServerThatDies(String script) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                try (Socket socket = listener.accept()) {
                    for (String reply : List.of("+PONG\r\n", "%0\r\n", "%0\r\n", "")) {
                        socket.getInputStream().read(new byte[1_024]);
                        socket.getOutputStream().write(reply.getBytes(StandardCharsets.UTF_8));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            server.start();
            CommandRun run = run(listener.getLocalPort(), script);
            server.join();
            return run;
        }
    }

    @Test
    void lostConnectionAfterAWriteIsAnUnknownOutcome() throws Exception {
        CommandRun run = withServerThatDies("PUT k v 0\nGET k\n");
        assertThat(run.out().lines())
                .singleElement()
                .asString()
                .contains("closed the connection; outcome unknown: the command may or may not have taken effect");
        assertThat(run.exitCode()).isEqualTo(3);
    }

    @Test
    void lostConnectionAfterAReadIsNot() throws Exception {
        CommandRun run = withServerThatDies("GET k\nPUT k v 0\n");
        assertThat(run.out().lines())
                .singleElement()
                .asString()
                .contains("closed the connection")
                .doesNotContain("outcome");
        assertThat(run.exitCode()).isEqualTo(4);
    }

    @Test
    void closedPipeEndsTheScript() {
        try (ServedNode node = ServedNode.open()) {
            InputStream endless = new InputStream() {
                private int at;

                @Override
                public int read() {
                    return "PING\n".charAt(at++ % 5);
                }

                @Override
                public int read(byte[] bytes, int from, int length) {
                    bytes[from] = (byte) read();
                    return 1;
                }
            };
            CommandRun run = CommandRun.Given.server(node.port())
                    .in(() -> endless)
                    .runTo(new ClosedPipe(), new ByteArrayOutputStream(), "shell");
            assertThat(run.exitCode()).isEqualTo(141);
        }
    }

    /** What head leaves behind. */
    private static final class ClosedPipe extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            throw new IOException("Broken pipe");
        }
    }

    @Test
    void tooLongLineIsRefused() {
        try (ServedNode node = ServedNode.open()) {
            CommandRun run = run(node.port(), "PING\nPUT k " + "x".repeat(5_242_880) + " 0\nPING\n");
            assertThat(run.out()).isEqualTo("PONG\n");
            assertThat(run.err()).contains("line 2 is longer than 5242880 bytes");
            assertThat(run.exitCode()).isEqualTo(2);
        }
    }

    @Test
    void terminalHasCompletionHistoryAndPushes(@TempDir Path folder) throws IOException {
        assumeTrue(
                Program.isOnPath("script") && Program.isOnPath("stty"), "skipped: script or stty is not on the PATH");
        try (ServedNode node = ServedNode.open()) {
            run(node.port(), "PUT config/color red 0\n");
            List<String> command = new ArrayList<>(LatchkeyProcess.command("shell"));
            command.addAll(1, List.of("-Dlatchkey.terminal=true", "-Dlatchkey.interactive=true"));
            Path launcher = Files.writeString(
                    folder.resolve("launcher"),
                    "stty cols 200 rows 50\nexport TERM=xterm LATCHKEY_TIMEOUT=60s LATCHKEY_SERVER=127.0.0.1:"
                            + node.port() + " XDG_STATE_HOME=" + folder + "\nexec '" + String.join("' '", command)
                            + "'\n");
            Program.Result result = Program.run(
                    "get conf\t\nAUTH default hunter2\nFOLLOW config/\nPUT config/color blue 1\nMULTI\nGET conf\t\nDISCARD\nexit\n"
                            .getBytes(StandardCharsets.UTF_8),
                    "script",
                    "-q",
                    "-e",
                    "-c",
                    "sh " + launcher,
                    "/dev/null");
            String shown = result.output();
            assertThat(shown)
                    .contains("127.0.0.1:" + node.port() + "> ", "(TX)> ", "\"red\"", "\"config/\"", "\"blue\"");
            assertThat(result.exitCode()).isZero();
            Path history = folder.resolve("latchkey/history");
            assertThat(Files.readString(history))
                    .contains("get config/color", "FOLLOW config/", "exit")
                    .doesNotContain("hunter2")
                    .contains("\nGET conf"); // no completion of keys in a transaction
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
                    .isEqualTo("rw-------");
        }
    }

    /** JLine is loaded by the shell alone, so that no other command starts more slowly. */
    @Test
    void otherCommandsDoNotLoadTheLineEditor(@TempDir Path folder) throws IOException {
        Path classes = folder.resolve("classes.txt");
        List<String> command = new ArrayList<>(LatchkeyProcess.command("--help"));
        command.add(1, "-Xlog:class+load:file=" + classes);
        try (LatchkeyProcess process = LatchkeyProcess.start(Map.of(), command)) {
            assertThat(process.end().exitCode()).isZero();
        }
        String loaded = Files.readString(classes).lines().collect(Collectors.joining("\n"));
        assertThat(loaded).contains("dev.latchkey.app.shell.ShellCommand").doesNotContain("org.jline");
    }
}
