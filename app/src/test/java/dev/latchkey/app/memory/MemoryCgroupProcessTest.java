package dev.latchkey.app.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.app.LatchkeyProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * LOAD-12: a server in a container with little memory, under everything that holds memory at the same time. It answers PING throughout,
 * and everything acknowledged is there after it was killed. Two combinations by default, all of them with
 * {@code -Dload.matrix=all}. Skipped with a message where no memory cgroup can be made.
 */
@EnabledOnOs(OS.LINUX)
final class MemoryCgroupProcessTest {

    private static final int MIB = 1 << 20;
    private static final String PASSWORD = "a password";
    private static final int UNAUTHENTICATED = 1_000;
    private static final int READERS = 250;
    private static final int BACKUPS = 4;
    private static final int OVERWRITTEN_MAX = 2_000;

    private final Path folder;

    MemoryCgroupProcessTest(@TempDir Path folder) {
        this.folder = folder;
    }

    record Case(int containerMebibytes, int valueBytes) {}

    static Stream<Case> cases() {
        if (!System.getProperty("load.matrix", "").equals("all")) {
            return Stream.of(new Case(192, MIB));
        }
        List<Case> all = new ArrayList<>();
        for (int container : new int[] {192, 256, 512}) {
            for (int value : new int[] {1, 1_024, 100 * 1_024, MIB}) {
                all.add(new Case(container, value));
            }
        }
        return all.stream();
    }

    private static MemoryCgroup cgroup(int mebibytes) {
        Optional<MemoryCgroup> made = MemoryCgroup.of(mebibytes);
        if (made.isEmpty()) {
            System.err.println("MemoryCgroupProcessTest was SKIPPED: no memory cgroup can be made here");
        }
        assumeTrue(made.isPresent(), "no memory cgroup can be made here");
        return made.orElseThrow();
    }

    private LatchkeyProcess start(MemoryCgroup cgroup) throws IOException {
        Path password = folder.resolve("password");
        Files.writeString(password, PASSWORD + "\n");
        List<String> command = ServeProcess.command(
                "", "--data", folder.resolve("data").toString(), "--password-file", password.toString());
        return LatchkeyProcess.start(ServeProcess.ENVIRONMENT, cgroup.command(command));
    }

    private static LoadClient login(LoadClient client) throws IOException {
        assertThat(client.ask("AUTH", PASSWORD)).isEqualTo("+OK");
        return client;
    }

    @ParameterizedTest
    @Tag("thorough")
    @MethodSource("cases")
    void serverInASmallContainerSurvivesWhateverHoldsMemory(Case one) throws Exception {
        try (MemoryCgroup cgroup = cgroup(one.containerMebibytes())) {
            Filling filling = new Filling("key-", one.valueBytes());
            LatchkeyProcess server = start(cgroup);
            int port = server.port();
            List<LoadClient> crowd = new ArrayList<>();
            try (LoadClient writer = login(new LoadClient(port));
                    Watcher watcher = new Watcher(login(new LoadClient(port)))) {
                load(port, filling, writer, crowd);
                assertThat(watcher.failure()).isNull();
                for (LoadClient client : crowd) {
                    client.close();
                }
                filling.verify(writer);
                assertThat(watcher.stop()).isPositive();
                assertThat(server.handle().isAlive()).isTrue();
            } finally {
                for (LoadClient client : crowd) {
                    client.close();
                }
                kill(server);
            }
            LatchkeyProcess again = start(cgroup);
            try (LoadClient client = login(new LoadClient(again.port()))) {
                filling.verify(client);
            } finally {
                kill(again);
            }
        }
    }

    private static void load(int port, Filling filling, LoadClient writer, List<LoadClient> crowd) throws IOException {
        filling.untilFull(writer);
        for (int i = 0; i < BACKUPS; i++) {
            crowd.add(backup(port));
        }
        for (int i = 0; i < UNAUTHENTICATED; i++) {
            LoadClient client = new LoadClient(port, 4_096);
            crowd.add(client);
            client.raw("*2\r\n$4\r\nAUTH\r\n$8000\r\n" + "x".repeat(1_000));
            client.flush();
        }
        for (int i = 0; i < READERS; i++) {
            crowd.add(reader(port));
        }
        filling.overwrite(writer, OVERWRITTEN_MAX);
        filling.deleteEvery(3, writer);
        filling.untilFull(writer);
    }

    /** A client that asks for all that a pipeline may hold, and reads none of it. */
    private static LoadClient reader(int port) throws IOException {
        LoadClient reader = login(new LoadClient(port, 4_096));
        for (int i = 0; i < 20; i++) {
            reader.send("LIST", "key-", "LIMIT", "10000", "VALUES");
            reader.send("GET", "key-" + i);
        }
        reader.flush();
        return reader;
    }

    /** A client that has read one piece of a backup and keeps it open. */
    private static LoadClient backup(int port) throws IOException {
        LoadClient client = login(new LoadClient(port));
        assertThat(client.ask("BACKUP", "START")).isEqualTo("*2");
        client.reply();
        client.reply();
        client.ask("BACKUP", "NEXT");
        return client;
    }

    private static void kill(LatchkeyProcess server) {
        server.close();
        server.handle().onExit().join();
    }

    @Test
    void containerThatIsTooSmallIsRefusedWithASentence() throws IOException {
        try (MemoryCgroup cgroup = cgroup(128)) {
            LatchkeyProcess.Result result = LatchkeyProcess.start(
                            Map.of(), cgroup.command(ServeProcess.command("", "--memory")))
                    .end();
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err())
                    .contains("128m of memory", "network buffers", "LATCHKEY_JAVA_OPTS=-Xmx")
                    .doesNotContain("Exception");
        }
    }
}
