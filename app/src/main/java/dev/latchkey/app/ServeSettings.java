package dev.latchkey.app;

import dev.latchkey.server.Credentials;
import dev.latchkey.server.NodeConfig;
import dev.latchkey.wire.Limits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code latchkey serve} was told, checked.
 *
 * @param memoryBytesMax the most that the store may take
 * @param warnings what the user should know, a line each
 * @param table each setting with its value and source, for {@code --print-config}
 */
record ServeSettings(NodeConfig config, long memoryBytesMax, List<String> warnings, String table) {

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

    ServeSettings {
        warnings = List.copyOf(warnings);
    }

    /** @param heapBytesMax what the JVM may use */
    static ServeSettings find(ServeFlags flags, Surroundings surroundings, long heapBytesMax, OpenFiles openFiles) {
        Settings settings = new Settings(surroundings.environment());
        List<String> warnings = new ArrayList<>();
        if (!settings.find("--memory", flags.memory)) {
            warnings.add("this version keeps data in memory only: it is gone when the server ends"
                    + " (--memory says that you know)");
        }
        int port = settings.find("--port", flags.port, String.valueOf(NodeConfig.PORT_DEFAULT), Formats::port);
        InetAddress bind = settings.find("--bind", flags.bind, "127.0.0.1", Formats::address);
        Credentials credentials = credentials(flags, surroundings, settings);
        boolean insecure = settings.find("--insecure", flags.insecure);
        int threads = settings.find("--threads", flags.threads, "0", text -> Formats.integer(text, 0, THREADS_MAX));
        int clients = clients(flags, settings, openFiles, threads, warnings);
        long memory = memory(flags, settings, heapBytesMax);
        Limits limits = Limits.STANDARD.withConnectionsMax(clients).withInputShare(heapBytesMax / INPUT_HEAP_SHARE);
        try {
            NodeConfig config =
                    new NodeConfig(new InetSocketAddress(bind, port), credentials, insecure, limits, threads);
            return new ServeSettings(config, memory, warnings, settings.table());
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
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
