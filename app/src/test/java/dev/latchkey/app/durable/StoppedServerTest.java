package dev.latchkey.app.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.app.FaultyServer;
import dev.latchkey.app.InlineClient;
import dev.latchkey.app.LatchkeyProcess;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real server processes that are stopped, halted and paused while clients send commands. */
@Timeout(120)
final class StoppedServerTest {

    private final DataDirectory directory;
    private final Path path;

    StoppedServerTest(@TempDir Path folder) {
        path = folder.resolve("data");
        directory = new DataDirectory(path);
    }

    /** Writes one key repeatedly until the server is gone, and returns how many writes were acknowledged. */
    private static int writeUntilTheEnd(InlineClient client, String key, Runnable answered) throws IOException {
        int version = 0;
        while ((":" + (version + 1)).equals(ask(client, "put " + key + " v" + version + " " + version))) {
            version++;
            answered.run();
        }
        return version;
    }

    /** Sends a line and returns the reply; null if the connection was closed or reset. */
    private static @Nullable String ask(InlineClient client, String line) throws IOException {
        try {
            return client.ask(line);
        } catch (SocketException e) {
            return null;
        }
    }

    /** Requires that all acknowledged writes are present, and the one in flight at most once. */
    private void assertHolds(Map<String, Integer> answered) throws IOException {
        try (LatchkeyProcess server = directory.serve();
                InlineClient client = new InlineClient(server.port())) {
            for (Map.Entry<String, Integer> key : answered.entrySet()) {
                int version = version(client, key.getKey());
                assertThat(version).as("version of %s", key.getKey()).isBetween(key.getValue(), key.getValue() + 1);
            }
            assertThat(server.terminate().exitCode()).isZero();
        }
    }

    private static int version(InlineClient client, String key) throws IOException {
        String reply = String.valueOf(client.ask("put " + key + " x 0"));
        return reply.startsWith(":") ? 0 : Integer.parseInt(reply.split(" ", 3)[1]);
    }

    /** PROC-06. */
    @Test
    void terminationUnderLoadExitsWithZeroAndKeepsAcknowledgedWrites() throws Exception {
        int clients = 6;
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        List<Future<Integer>> written = new ArrayList<>();
        try (LatchkeyProcess server = directory.serve()) {
            int port = server.port();
            CompletableFuture<Void> underWay = new CompletableFuture<>();
            for (int client = 0; client < clients; client++) {
                String key = "k" + client;
                written.add(threads.submit(() -> {
                    try (InlineClient each = new InlineClient(port)) {
                        int[] count = new int[1];
                        return writeUntilTheEnd(each, key, () -> {
                            if (++count[0] == 20) {
                                underWay.complete(null);
                            }
                        });
                    }
                }));
            }
            underWay.get();
            LatchkeyProcess.Result result = server.terminate();
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.err()).doesNotContain("Exception");
            Map<String, Integer> answered = new TreeMap<>();
            for (int client = 0; client < clients; client++) {
                answered.put("k" + client, written.get(client).get());
            }
            assertThat(answered.values()).anyMatch(count -> count >= 20);
            assertHolds(answered);
        } finally {
            threads.shutdownNow();
        }
    }

    /** PROC-02 with real processes; {@link KillPointsTest} covers all points. */
    @ParameterizedTest
    @CsvSource({"after force of segment, 7", "before rename of new snapshot, 1"})
    void serverThatHaltsAtAPointKeepsAcknowledgedWrites(String point, int pass) throws IOException {
        try (LatchkeyProcess server = LatchkeyProcess.start(
                        Map.of(), FaultyServer.command(path.toString(), "halt", point, String.valueOf(pass)));
                InlineClient client = new InlineClient(server.port())) {
            int answered = writeUntilTheEnd(client, "k", () -> {});
            LatchkeyProcess.Result result = server.end();
            assertThat(result.exitCode()).as(result.err()).isEqualTo(FaultyServer.HALTED);
            assertHolds(Map.of("k", answered));
        }
    }

    @ParameterizedTest
    @Tag("thorough")
    @CsvSource({
        "amid write of segment, 7",
        "after rename of new snapshot, 1",
        "before delete of segment, 1",
        "after rename of new segment, 3",
    })
    void serverThatHaltsAtAnotherPointKeepsAcknowledgedWrites(String point, int pass) throws IOException {
        serverThatHaltsAtAPointKeepsAcknowledgedWrites(point, pass);
    }

    /** DISK-02. */
    @Test
    void serverWhoseFsyncFailsExitsWithAReasonAndKeepsAcknowledgedWrites() throws IOException {
        try (LatchkeyProcess server =
                        LatchkeyProcess.start(Map.of(), FaultyServer.command(path.toString(), "force-fails", "9"));
                InlineClient client = new InlineClient(server.port())) {
            int answered = writeUntilTheEnd(client, "k", () -> {});
            LatchkeyProcess.Result result = server.end();
            assertThat(result.exitCode()).as(result.err()).isEqualTo(5);
            assertThat(result.err()).contains("Input/output error", "may or may not have taken effect");
            assertThat(answered).isPositive();
            assertHolds(Map.of("k", answered));
        }
    }

    private static final int FILLING_MAX = 10_000;

    /** PROC-07: the JVM exits when memory runs out, whichever thread is affected; no code catches the error. */
    @Test
    @Tag("thorough")
    void serverWhoseHeapIsUsedUpExitsImmediatelyAndKeepsAcknowledgedWrites() throws IOException {
        String filling = " " + "x".repeat(50_000) + " 0";
        int answered = 0;
        try (LatchkeyProcess server = LatchkeyProcess.start(
                        Map.of(), FaultyServer.commandWithHeap(64, path.toString(), "overfills"));
                InlineClient client = new InlineClient(server.port())) {
            while (answered < FILLING_MAX && ":1".equals(ask(client, "put k" + answered + filling))) {
                answered++;
            }
            LatchkeyProcess.Result result = server.end();
            assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
            assertThat(result.out() + result.err()).contains("OutOfMemoryError");
        }
        assertThat(answered).isBetween(100, FILLING_MAX - 1);
        try (LatchkeyProcess server = LatchkeyProcess.start(
                        Map.of(), FaultyServer.commandWithHeap(256, path.toString(), "overfills"));
                InlineClient client = new InlineClient(server.port())) {
            for (int key = 0; key < answered; key++) {
                assertThat(version(client, "k" + key)).as("version of k%d", key).isEqualTo(1);
            }
            assertThat(version(client, "k" + answered)).isBetween(0, 1);
            assertThat(version(client, "k" + (answered + 1))).isZero();
            assertThat(server.terminate().exitCode()).isZero();
        }
    }

    /** PROC-04. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void pausedServerExecutesEachWriteOnce() throws Exception {
        try (LatchkeyProcess server = directory.serve()) {
            String address = "127.0.0.1:" + server.port();
            int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
            ClientConfig config = ClientConfig.of(address).withAnswerTimeout(Duration.ofMillis(200));
            try (Latchkey latchkey = Latchkey.connect(config);
                    InlineClient watcher = new InlineClient(port)) {
                assertThat(latchkey.clerk().put("a", "x", Version.NONE)).isInstanceOf(PutOutcome.Ok.class);
                server.signal("STOP");
                Future<PutOutcome> outcome = latchkey.clerk().async().put(Key.of("a"), Value.of("y"), Version.of(1));
                // The read timeout is also the time in which the Clerk retries.
                watcher.setReadTimeout(1_000);
                assertThatThrownBy(() -> watcher.ask("ping")).isInstanceOf(SocketTimeoutException.class);
                server.signal("CONT");
                PutOutcome ended = outcome.get();
                assertThat(ended).isInstanceOfAny(PutOutcome.Ok.class, PutOutcome.ErrMaybe.class);
                assertThat(latchkey.clerk().get("a").orElseThrow().version()).isEqualTo(Version.of(2));
                assertThat(server.terminate().exitCode()).isZero();
            }
        }
    }

    /** PROC-05. (A startup that is followed by a write creates a segment, which is kept until the next snapshot.) */
    @Test
    @Tag("thorough")
    void filesDoNotGrowWhenAServerIsRepeatedlyKilledAndStarted() throws IOException {
        directory.fill();
        List<List<String>> names = new ArrayList<>();
        for (int start = 0; start < 5; start++) {
            try (LatchkeyProcess server = directory.serve();
                    InlineClient client = new InlineClient(server.port())) {
                assertThat(client.ask("get k")).startsWith("$");
                server.handle().destroyForcibly();
                server.end();
            }
            names.add(directory.files().stream()
                    .map(file -> String.valueOf(file.getFileName()))
                    .toList());
        }
        assertThat(names.get(4)).isEqualTo(names.get(1));
    }
}
