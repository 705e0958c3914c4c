package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Covers LOAD-09. Clients come, work and go, in order or in the middle of a request; the durable server then uses as much heap and as
 * many threads and open files as before. {@code -Dsoak.minutes=60} runs for an hour instead of a few rounds.
 */
@EnabledOnOs(OS.LINUX)
final class SoakProcessTest {

    private static final int WARM_UP_ROUNDS = 2;
    private static final int ROUNDS = 4;
    private static final int CLIENTS = 24;
    private static final int KEYS = 50;
    private static final int OPERATIONS = 15;
    private static final int LOOKS_MAX = 1_000;

    private final Path data;
    private long operations;

    SoakProcessTest(@TempDir Path folder) {
        this.data = folder.resolve("data");
    }

    /** Connects, works, and ends the connection in one of three ways. */
    private void visit(int port, int number) throws IOException {
        try (InlineClient client = new InlineClient(port)) {
            for (int i = 0; i < OPERATIONS; i++) {
                String key = "key" + ((number * 7 + i) % KEYS);
                String version = versionOf(client, key);
                assertThat(client.ask("put " + key + " " + "v".repeat(500) + " " + version))
                        .startsWith(":");
                operations++;
            }
            if (number % 3 == 0) {
                assertThat(client.ask("quit")).isEqualTo("+OK");
            }
        }
        if (number % 3 == 1) {
            breakOff(port);
        }
    }

    private static String versionOf(InlineClient client, String key) throws IOException {
        String first = client.ask("getv " + key);
        if ("*-1".equals(first)) {
            return "0";
        }
        assertThat(first).isEqualTo("*3");
        assertThat(client.line()).isEqualTo("$500");
        assertThat(client.line()).hasSize(500);
        String version = client.line();
        assertThat(client.line()).startsWith(":");
        return String.valueOf(version).substring(1);
    }

    /** Sends a part of a request and resets the connection. */
    private static void breakOff(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("*4\r\n$3\r\nPUT\r\n$4\r\nke".getBytes(StandardCharsets.US_ASCII));
            socket.setSoLinger(true, 0);
        }
    }

    private void round(int port) throws IOException {
        for (int client = 0; client < CLIENTS; client++) {
            visit(port, client);
        }
    }

    private static int info(InlineClient client, String section, String field) throws IOException {
        String length = client.ask("info " + section);
        int rest = Integer.parseInt(String.valueOf(length).substring(1));
        int found = -1;
        while (rest >= 0) {
            String line = String.valueOf(client.line());
            rest -= line.length() + 2;
            if (line.startsWith(field + ":")) {
                found = Integer.parseInt(line.substring(field.length() + 1));
            }
        }
        assertThat(found).as(field).isNotNegative();
        return found;
    }

    private static int entries(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The threads, except for those of the JIT compiler, which the JVM starts and stops as it needs. */
    private static int threads(long pid) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return (int) tasks.filter(task -> !isCompiler(task)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isCompiler(Path task) {
        try {
            return Files.readString(task.resolve("comm")).matches("(?s)C[12] Compiler.*");
        } catch (IOException e) {
            return true; // why: the thread has ended
        }
    }

    private static int usedHeapAfterCollection(long pid, InlineClient client) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process collection = new ProcessBuilder(jcmd, String.valueOf(pid), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(collection.waitFor()).isZero();
        return info(client, "memory", "used_memory");
    }

    /** Looks again while the number is too large: what has ended may be noticed a little later. */
    private static void assertReturnsTo(String what, int before, IntSupplier now, InlineClient client)
            throws IOException {
        for (int look = 0; look < LOOKS_MAX && now.getAsInt() > before; look++) {
            assertThat(client.ask("ping")).isEqualTo("+PONG");
        }
        assertThat(now.getAsInt()).as(what).isLessThanOrEqualTo(before);
    }

    @Test
    @Tag("thorough")
    void nothingGrowsHoweverManyClientsComeAndGo() throws IOException, InterruptedException {
        List<String> command = LatchkeyProcess.command(
                "serve", "--data", data.toString(), "--port", "0", "--snapshot-records", "300", "--threads", "1");
        long end = System.nanoTime()
                + Duration.ofMinutes(Integer.getInteger("soak.minutes", 0)).toNanos();
        try (LatchkeyProcess server = LatchkeyProcess.start(Map.of(), command)) {
            int port = server.port();
            long pid = server.handle().pid();
            try (InlineClient client = new InlineClient(port)) {
                for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                    round(port);
                }
                int heap = usedHeapAfterCollection(pid, client);
                int threads = threads(pid);
                int files = entries(Path.of("/proc/" + pid + "/fd"));
                for (int round = 0; round < ROUNDS || System.nanoTime() - end < 0; round++) {
                    round(port);
                }
                assertReturnsTo("connections", 1, () -> connections(client), client);
                assertReturnsTo("threads", threads, () -> threads(pid), client);
                assertReturnsTo("open files", files, () -> entries(Path.of("/proc/" + pid + "/fd")), client);
                int after = usedHeapAfterCollection(pid, client);
                System.out.printf(
                        "LOAD-09: %d puts; heap after GC %,d, then %,d bytes; %d threads; %d open files; %d files of the store%n",
                        operations, heap, after, threads, files, entries(data));
                assertThat(after).as("heap after GC").isLessThan(heap + heap / 10 + (1 << 20));
                assertThat(entries(data)).as("files of the store").isLessThan(12);
            }
            assertThat(server.terminate().exitCode()).isZero();
        }
    }

    private static int connections(InlineClient client) {
        try {
            return info(client, "clients", "connected_clients");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
