package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.foreign.ServedNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup that is interrupted, however it happens, leaves no file under its final name. */
final class BackupProcessTest {

    private static final String PIECE = "$65536\r\n" + "x".repeat(65_536) + "\r\n";

    private final Path folder;
    private final Path file;

    BackupProcessTest(@TempDir Path folder) {
        this.folder = folder;
        this.file = folder.resolve("store.backup");
    }

    /** A server that starts to send a backup and then stalls or closes the connection. */
    private static final class Stalling implements AutoCloseable {

        private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final CountDownLatch stalled = new CountDownLatch(1);
        private final boolean hangsUp;
        private final Thread thread = new Thread(this::serve, "stalling");

        Stalling(boolean hangsUp) throws IOException {
            this.hangsUp = hangsUp;
            thread.setDaemon(true);
            thread.start();
        }

        private void serve() {
            try (Socket client = socket.accept();
                    InputStream in = client.getInputStream();
                    OutputStream out = client.getOutputStream()) {
                byte[] request = new byte[1_000];
                int pieces = 0;
                for (int length = in.read(request); length > 0; length = in.read(request)) {
                    String asked = new String(request, 0, length, StandardCharsets.US_ASCII);
                    if (asked.contains("PING")) {
                        say(out, "+PONG\r\n");
                    } else if (asked.contains("START")) {
                        say(out, "*2\r\n$32\r\n" + "0".repeat(32) + "\r\n:7\r\n");
                    } else if (pieces++ < 3) {
                        say(out, PIECE);
                    } else {
                        stalled.countDown();
                        if (hangsUp) {
                            return;
                        }
                    }
                }
            } catch (IOException e) {
                // The client is gone, as expected.
                return;
            }
        }

        private static void say(OutputStream out, String reply) throws IOException {
            out.write(reply.getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        String address() {
            return "127.0.0.1:" + socket.getLocalPort();
        }

        void awaitStall() throws InterruptedException {
            assertThat(stalled.await(LatchkeyProcess.SECONDS_MAX, TimeUnit.SECONDS))
                    .isTrue();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private LatchkeyProcess backUp(Stalling server) {
        return LatchkeyProcess.start(
                Map.of(),
                LatchkeyProcess.command("backup", "--timeout", "5m", "--server", server.address(), file.toString()));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> String.valueOf(each.getFileName())).toList();
        }
    }

    @Test
    void backupEndedByASignalLeavesNothing() throws Exception {
        try (Stalling server = new Stalling(false);
                LatchkeyProcess backup = backUp(server)) {
            server.awaitStall();
            assertThat(names()).containsExactly("store.backup.tmp");
            LatchkeyProcess.Result result = backup.terminate();
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err())
                    .isEqualTo("latchkey backup: terminated by SIGTERM; " + file + " was not created\n");
            assertThat(names()).isEmpty();
        }
    }

    @Test
    void killedBackupLeavesNoFinalFileAndTheNextOneReportsTheLeftover() throws Exception {
        try (Stalling server = new Stalling(false);
                LatchkeyProcess backup = backUp(server)) {
            server.awaitStall();
            assertThat(backup.handle().destroyForcibly()).isTrue();
            assertThat(backup.end().exitCode()).isNotZero();
        }
        assertThat(names()).containsExactly("store.backup.tmp");
        try (ServedNode node = ServedNode.open()) {
            CommandRun run = CommandRun.Given.server(node.port()).run("backup", file.toString());
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err())
                    .startsWith("latchkey backup: " + file + ".tmp already exists: ")
                    .endsWith("in which case you can delete it\n");
        }
        assertThat(names()).containsExactly("store.backup.tmp");
    }

    @Test
    void serverThatGoesAwayLeavesNothing() throws Exception {
        try (Stalling server = new Stalling(true)) {
            CommandRun run = CommandRun.Given.environment(Map.of("LATCHKEY_SERVER", server.address()))
                    .run("backup", file.toString());
            assertThat(run.exitCode()).isEqualTo(4);
            assertThat(run.err()).isEqualTo("latchkey backup: " + server.address() + " closed the connection\n");
            assertThat(names()).isEmpty();
        }
    }

    @Test
    void fileTooLargeForTheDiskLeavesNothing() throws Exception {
        try (ServedNode node = ServedNode.open()) {
            CommandRun.Given given = CommandRun.Given.server(node.port());
            for (int i = 0; i < 4; i++) {
                given.in(new byte[1 << 20]).run("put", "k" + i, "-", "0");
            }
            List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f 4096; exec \"$@\"", "sh"));
            command.addAll(LatchkeyProcess.command("backup", "--server", "127.0.0.1:" + node.port(), file.toString()));
            try (LatchkeyProcess backup = LatchkeyProcess.start(Map.of(), command)) {
                LatchkeyProcess.Result result = backup.end();
                assertThat(result.err()).startsWith("latchkey backup: not enough disk space for " + file + ": ");
                assertThat(result.exitCode()).isEqualTo(5);
                assertThat(names()).isEmpty();
            }
        }
    }

    private static LatchkeyProcess serve(Path data) {
        return LatchkeyProcess.start(
                Map.of(), LatchkeyProcess.command("serve", "--port", "0", "--data", data.toString()));
    }

    private static String said(LatchkeyProcess.Result result) {
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result.out();
    }

    private static void done(CommandRun run) {
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void restoredServerContinuesVersionsAndRevision() {
        Path data = folder.resolve("data");
        try (LatchkeyProcess server = serve(folder.resolve("first"))) {
            CommandRun.Given given = CommandRun.Given.server(server.port());
            done(given.run("put", "stays", "a", "0"));
            done(given.run("put", "stays", "b", "1"));
            done(given.run("put", "goes", "x", "0"));
            done(given.run("del", "goes", "1"));
            done(given.run("backup", file.toString()));
            done(given.run("put", "stays", "not in the backup", "2"));
        }
        CommandRun.Given alone = CommandRun.Given.environment(Map.of("LATCHKEY_DATA", data.toString()));
        done(alone.run("restore", file.toString()));
        for (int start = 1; start <= 2; start++) {
            try (LatchkeyProcess server = serve(data)) {
                CommandRun.Given given = CommandRun.Given.server(server.port());
                if (start == 1) {
                    assertThat(given.run("get", "--json", "stays").out()).contains("\"value\":\"b\",\"version\":2");
                    done(given.run("put", "goes", "again", "0"));
                }
                assertThat(given.run("get", "--json", "goes").out())
                        .isEqualTo("{\"key\":\"goes\",\"value\":\"again\",\"version\":3,\"revision\":5}\n");
                assertThat(said(LatchkeyProcess.run(Map.of(), "log", "inspect", data.toString())))
                        .contains("\nprocess " + server.handle().pid() + " seems to have the directory open");
            }
        }
    }
}
