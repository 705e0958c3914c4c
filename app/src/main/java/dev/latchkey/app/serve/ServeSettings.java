package dev.latchkey.app.serve;

import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.PasswordSource;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.Surroundings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.engine.durable.DurableOptions;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.net.NodeConfig;
import dev.latchkey.wire.Limits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code latchkey serve} was told, checked.
 *
 * @param data the directory of the data; empty: in memory only
 * @param store how much the store may take, and when it takes snapshots
 * @param warnings what the user should know, a line each
 * @param table each setting with its value and source, for {@code --print-config}
 */
public record ServeSettings(
        NodeConfig config, Optional<String> data, DurableOptions store, List<String> warnings, String table) {

    private static final String DATA = "--data";
    private static final String DATA_DEFAULT = "latchkey-data";
    public static final int SNAPSHOT_RECORDS_MAX = 2_000_000_000;

    private static final String MAX_CLIENTS = "--max-clients";
    private static final String MAX_MEMORY = "--max-memory";
    private static final int THREADS_MAX = 1_024;
    private static final int CLIENTS_MAX = 1_000_000;
    private static final int HEAP_SHARE_PERCENT = 60;

    /** Input is held in the heap or outside, where Netty may use as much again: an eighth is safe in both. */
    private static final int INPUT_HEAP_SHARE = 8;

    /** With room for so many by default, nobody needs to be told that there might be room for more. */
    private static final int CLIENTS_ENOUGH = 1_000;

    /** How many network threads there may be when their number is left to the node. */
    private static final int THREADS_ASSUMED = 4;

    public ServeSettings {
        warnings = List.copyOf(warnings);
    }

    /** @param heapBytesMax what the JVM may use */
    static ServeSettings find(ServeFlags flags, Surroundings surroundings, long heapBytesMax, OpenFiles openFiles) {
        Settings settings = new Settings(surroundings.environment());
        List<String> warnings = new ArrayList<>();
        Optional<String> data = data(flags, settings);
        int port = settings.find("--port", flags.port, String.valueOf(NodeConfig.PORT_DEFAULT), Formats::port);
        InetAddress bind = settings.find("--bind", flags.bind, "127.0.0.1", Formats::address);
        Credentials credentials = credentials(flags, surroundings, settings);
        boolean insecure = settings.find("--insecure", flags.insecure);
        int threads = settings.find("--threads", flags.threads, "0", text -> Formats.integer(text, 0, THREADS_MAX));
        int clients = clients(flags, settings, openFiles, threads, warnings);
        long memory = memory(flags, settings, heapBytesMax);
        DurableOptions store = snapshots(flags, settings, DurableOptions.withMemoryLimit(memory));
        Limits limits = Limits.STANDARD.withConnectionsMax(clients).withInputShare(heapBytesMax / INPUT_HEAP_SHARE);
        try {
            NodeConfig config =
                    new NodeConfig(new InetSocketAddress(bind, port), credentials, insecure, limits, threads);
            return new ServeSettings(config, data, store, warnings, settings.table());
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Both are refused only where somebody said both: an image may set the variable, and a flag goes before it. */
    private static Optional<String> data(ServeFlags flags, Settings settings) {
        String data = settings.find(DATA, flags.data, DATA_DEFAULT, Formats::text);
        boolean memory = settings.find("--memory", flags.memory);
        if (memory && flags.data != null && flags.memory != null) {
            throw new UsageException(
                    "--memory and --data exclude each other: data is kept in memory, or in a directory");
        }
        if (memory && flags.data == null) {
            settings.lower(DATA, "none", "not used with --memory");
            return Optional.empty();
        }
        return Optional.of(data);
    }

    private static DurableOptions snapshots(ServeFlags flags, Settings settings, DurableOptions options) {
        long bytes = settings.find(
                "--snapshot-bytes",
                flags.snapshotBytes,
                String.valueOf(DurableOptions.SNAPSHOT_BYTES_DEFAULT),
                text -> Formats.atLeastOne(Formats.bytes(text)));
        long records = settings.find(
                "--snapshot-records",
                flags.snapshotRecords,
                String.valueOf(DurableOptions.SNAPSHOT_RECORDS_DEFAULT),
                text -> Formats.integer(text, 1, SNAPSHOT_RECORDS_MAX));
        return options.withSnapshotsAfter(bytes, records);
    }

    private static Credentials credentials(ServeFlags flags, Surroundings surroundings, Settings settings) {
        PasswordSource source = PasswordSource.find(flags.passwordFile, surroundings.environment());
        settings.show("password", source.isNone() ? "none" : "set", source.description());
        // Why not for --print-config: it would wait for somebody to type a password that nobody is going to need.
        if (source.isStdin() && flags.printConfig) {
            return Credentials.of(new byte[1]);
        }
        return source.credentials(surroundings.in());
    }

    /** As many as were asked for, or as fit: a server that runs out of files cannot even say that it is full. */
    private static int clients(
            ServeFlags flags, Settings settings, OpenFiles openFiles, int threads, List<String> warnings) {
        int wanted = settings.find(
                MAX_CLIENTS,
                flags.maxClients,
                String.valueOf(Limits.STANDARD.connectionsMax()),
                text -> Formats.integer(text, 1, CLIENTS_MAX));
        long room = openFiles.connectionsMax(threads == 0 ? THREADS_ASSUMED : threads);
        if (wanted <= room) {
            return wanted;
        }
        String limit = "the limit of " + openFiles.max() + " open files (ulimit -n)";
        if (room < 1) {
            throw new UsageException(limit + " leaves no room for connections: raise it");
        }
        settings.lower(MAX_CLIENTS, String.valueOf(room), "lowered to fit " + limit);
        if (settings.isChosen(MAX_CLIENTS) || room < CLIENTS_ENOUGH) {
            warnings.add(
                    "takes " + room + " connections at most, not " + wanted + ": " + limit + " has no room for more");
        }
        return (int) room;
    }

    private static long memory(ServeFlags flags, Settings settings, long heapBytesMax) {
        long bytes = settings.find(
                MAX_MEMORY, flags.maxMemory, String.valueOf(heapBytesMax / 100 * HEAP_SHARE_PERCENT), Formats::bytes);
        if (bytes > heapBytesMax) {
            throw new UsageException("max-memory is more than the heap of the JVM, " + (heapBytesMax >> 20)
                    + "m: give it more with LATCHKEY_JAVA_OPTS=-Xmx..., about twice max-memory");
        }
        return bytes;
    }
}
