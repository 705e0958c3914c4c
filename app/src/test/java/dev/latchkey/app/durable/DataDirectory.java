package dev.latchkey.app.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.CommandRun;
import dev.latchkey.app.InlineClient;
import dev.latchkey.app.LatchkeyProcess;
import dev.latchkey.app.logging.Notices;
import dev.latchkey.app.serve.ProcessLifetime;
import dev.latchkey.app.serve.ServedStore;
import dev.latchkey.app.serve.StoreStatusPrinter;
import dev.latchkey.engine.durable.DurableOptions;
import dev.latchkey.log.disk.NioDisk;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.server.net.Node;
import dev.latchkey.server.net.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The data directory of a server, as seen by a test. */
final class DataDirectory {

    static final int PUTS = 100;

    private final Path path;

    DataDirectory(Path path) {
        this.path = path;
    }

    /** Starts {@code latchkey serve} on the directory, as a process. */
    LatchkeyProcess serve() {
        return LatchkeyProcess.start(Map.of(), LatchkeyProcess.command(flags()));
    }

    String[] flags() {
        return new String[] {"serve", "--port", "0", "--data", path.toString()};
    }

    /** Runs a server that is expected to refuse the directory. */
    LatchkeyProcess.Result refused() {
        return LatchkeyProcess.run(Map.of(), flags());
    }

    /** What {@code latchkey log inspect} says of the directory, in this JVM. */
    CommandRun inspected() {
        return CommandRun.Given.environment(Map.of()).run("log", "inspect", path.toString());
    }

    /** Writes {@link #PUTS} times and closes the store cleanly, in this JVM. */
    void fill() throws IOException {
        ProcessLifetime lifetime = new ProcessLifetime(code -> {}, System.err);
        ServedStore store = ServedStore.on(
                NioDisk.at(path),
                DurableOptions.withMemoryLimit(16 << 20),
                SystemChance.secure(),
                new StoreStatusPrinter(SystemTime.INSTANCE, new Notices(line -> {}), lifetime));
        try (Node node = Node.start(NodeConfig.loopback(0), store.engine());
                InlineClient client = new InlineClient(node.address().getPort())) {
            put(client, PUTS);
        } finally {
            store.close().run();
        }
    }

    static void put(InlineClient client, int times) throws IOException {
        for (int version = 0; version < times; version++) {
            assertThat(client.ask("put k value-" + version + " " + version)).isEqualTo(":" + (version + 1));
        }
    }

    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.sorted().toList();
        }
    }

    Path newestSegment() throws IOException {
        return files().stream()
                .filter(file -> file.toString().endsWith(".log"))
                .reduce((older, newer) -> newer)
                .orElseThrow();
    }

    /** The contents and the modification time of each file. */
    Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (Path file : files()) {
            contents.put(
                    String.valueOf(file.getFileName()),
                    Files.getLastModifiedTime(file) + " " + Arrays.hashCode(Files.readAllBytes(file)));
        }
        return contents;
    }
}
