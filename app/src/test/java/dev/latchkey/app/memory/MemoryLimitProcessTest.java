package dev.latchkey.app.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.LatchkeyProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * LOAD-04: a server that is offered more than fits refuses it and goes on. Two combinations of heap, collector and value size by
 * default; a larger heap too with {@code -Dload.matrix=some}, as in {@code .ci/run}; all of them with {@code -Dload.matrix=all}, which
 * takes about a quarter of an hour.
 */
final class MemoryLimitProcessTest {

    private static final int MIB = 1 << 20;
    private static final int[] VALUES = {1, 1_000, 16_000, 100_000, 300_000, 524_273, 700_000, MIB};
    private static final String[] HEAPS = {"-Xmx64m", "-Xmx96m", "-Xmx256m", "-Xmx512m", "-Xmx2g"};
    private static final String[] COLLECTORS = {
        "",
        "-XX:G1HeapRegionSize=4m",
        "-XX:-UseG1GC -XX:+UseSerialGC",
        "-XX:-UseG1GC -XX:+UseParallelGC",
        "-XX:-UseCompressedOops",
        "-XX:-UseG1GC -XX:+UseZGC"
    };

    private final Path folder;

    MemoryLimitProcessTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /**
     * One combination.
     *
     * @param options the JVM options of the user
     * @param durable whether the data is on disk
     */
    record Case(String options, int valueBytes, boolean durable) {}

    static Stream<Case> cases() {
        String matrix = System.getProperty("load.matrix", "");
        List<Case> few = List.of(
                new Case("-Xmx64m", MIB, true), new Case("-Xmx96m -XX:-UseG1GC -XX:+UseSerialGC", 300_000, false));
        if (!matrix.equals("all")) {
            Stream<Case> larger = matrix.equals("some") ? Stream.of(new Case("-Xmx256m", MIB, true)) : Stream.of();
            return Stream.concat(few.stream(), larger);
        }
        List<Case> all = new ArrayList<>();
        for (int value : VALUES) {
            for (String heap : HEAPS) {
                // Why not small values in the largest heap: they take minutes, and depend on nothing that the others do
                // not.
                if (value > 1 || !heap.endsWith("g")) {
                    all.add(new Case(heap, value, true));
                }
            }
        }
        for (String collector : COLLECTORS) {
            for (int value : new int[] {1, 300_000, 524_273, MIB}) {
                all.add(new Case("-Xmx64m " + collector, value, false));
                all.add(new Case("-Xmx256m " + collector, value, true));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void fullServerRefusesPutsAndAnswersAndHasEverythingAfterARestart(Case one) throws IOException {
        String[] flags =
                one.durable() ? new String[] {"--data", folder.resolve("data").toString()} : new String[] {"--memory"};
        Filling filling = new Filling("key-", one.valueBytes());
        try (LatchkeyProcess server = ServeProcess.start(one.options(), flags);
                LoadClient client = new LoadClient(server.port())) {
            filling.untilFull(client);
            assertThat(filling.stored()).isGreaterThan(3);
            assertThat(client.ask("PING")).isEqualTo("+PONG");
            filling.verify(client);
            filling.deleteEvery(5, client);
            int before = filling.stored();
            filling.untilFull(client);
            assertThat(filling.stored()).isGreaterThan(before);
            filling.verify(client);
            assertThat(server.handle().isAlive()).isTrue();
            assertThat(server.handle().destroyForcibly()).isTrue();
            server.handle().onExit().join();
        }
        if (one.durable()) {
            restart(one, filling, flags);
        }
    }

    /** With the same heap, after the process was killed. */
    private static void restart(Case one, Filling filling, String... flags) throws IOException {
        try (LatchkeyProcess server = ServeProcess.start(one.options(), flags);
                LoadClient client = new LoadClient(server.port())) {
            filling.verify(client);
            filling.deleteEvery(3, client);
            filling.untilFull(client);
            filling.verify(client);
            assertThat(server.terminate().exitCode()).isZero();
        }
    }
}
