package dev.latchkey.app.serve;

import dev.latchkey.app.console.FileLocation;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.PasswordSource;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.app.logging.LogLayout;
import dev.latchkey.app.logging.Logs;
import dev.latchkey.engine.durable.DurableOptions;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.net.IoTransport;
import dev.latchkey.server.net.NodeConfig;
import dev.latchkey.server.tls.ServerTls;
import dev.latchkey.server.users.LiveUsers;
import dev.latchkey.server.users.UsersException;
import dev.latchkey.wire.Limits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The validated settings of {@code latchkey serve}.
 *
 * @param http the HTTP API; empty if it is not served
 * @param data the data directory; empty if the data is kept in memory only
 * @param store the memory limits of the store, and when it takes snapshots
 * @param directBytesMax the limit of direct memory
 * @param warnings messages for the user, one line each
 * @param table each setting with its value and source, for {@code --print-config}
 */
public record ServeSettings(
        NodeConfig config,
        Optional<HttpSettings> http,
        Optional<String> data,
        DurableOptions store,
        long directBytesMax,
        List<String> warnings,
        String table) {

    private static final String DATA = "--data";
    private static final String DATA_DEFAULT = "latchkey-data";
    public static final int SNAPSHOT_RECORDS_MAX = 2_000_000_000;

    private static final String USERS = "--users";
    private static final String MAX_CLIENTS = "--max-clients";
    private static final String MAX_MEMORY = "--max-memory";
    private static final String HISTORY_DEFAULT = "auto";
    private static final long HISTORY_BYTES_MIN = 64 << 10;
    private static final int THREADS_MAX = 1_024;
    private static final int CLIENTS_MAX = 1_000_000;

    private static final String TRANSPORT_DEFAULT = "auto";

    /** If at least this many connections fit by default, the reduced limit is not worth a warning. */
    private static final int CLIENTS_ENOUGH = 1_000;

    /** The number of network threads to assume when the node chooses it. */
    private static final int THREADS_ASSUMED = 4;

    public ServeSettings {
        warnings = List.copyOf(warnings);
    }

    /** Returns the settings, and configures the log by them. */
    static ServeSettings find(
            ServeFlags flags, ProcessContext surroundings, ProcessMemory processMemory, OpenFiles openFiles) {
        Settings settings = new Settings(surroundings.environment());
        configureLog(flags, settings);
        List<String> warnings = new ArrayList<>();
        Optional<String> data = data(flags, settings);
        int port = settings.find("--port", flags.port, String.valueOf(NodeConfig.PORT_DEFAULT), Formats::port);
        List<InetAddress> bind = settings.find("--bind", flags.bind, "127.0.0.1", Formats::addresses);
        Credentials credentials = credentials(flags, surroundings, settings);
        Optional<ServerTls> tls = flags.tls.find(settings);
        boolean insecure = settings.find("--insecure", flags.insecure);
        int threads = settings.find("--threads", flags.threads, "0", text -> Formats.integer(text, 0, THREADS_MAX));
        Optional<IoTransport> transport =
                settings.find("--transport", flags.transport, TRANSPORT_DEFAULT, ServeSettings::transport);
        int clients = clients(flags, settings, openFiles, threads, warnings);
        OptionalLong history =
                settings.find("--history-bytes", flags.historyBytes, HISTORY_DEFAULT, ServeSettings::historyBytes);
        MemoryPlan memory = MemoryPlan.of(
                processMemory, NodeConfig.threadsOrDefault(threads), history, usual -> memory(flags, settings, usual));
        DurableOptions store = snapshots(
                flags, settings, DurableOptions.withMemory(memory.limits(processMemory.heap()), memory.queuedBytes()));
        Limits limits = Limits.STANDARD
                .withConnectionsMax(clients)
                .withInputShare(memory.inputBytes())
                .withOutputShare(memory.outputBytes())
                .withReplyQueue(memory.replyQueueBytes());
        try {
            List<InetSocketAddress> addresses =
                    bind.stream().map(ip -> new InetSocketAddress(ip, port)).toList();
            NodeConfig config = new NodeConfig(addresses, credentials, insecure, limits, threads, tls, transport);
            Optional<HttpSettings> http = flags.http.find(settings, config, warnings);
            warnings.addAll(exposed(bind, credentials, tls));
            return new ServeSettings(config, http, data, store, memory.directBytes(), warnings, settings.table());
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Why first, and before the other settings are complete: what is wrong with them is reported in that format. */
    private static void configureLog(ServeFlags flags, Settings settings) {
        Logs.configure(
                settings.find("--log-format", flags.logFormat, "text", LogLayout::of),
                settings.find("--log-level", flags.logLevel, "info", Logs::level));
    }

    /** A warning for each address through which other machines reach a server that needs no password. */
    private static List<String> exposed(List<InetAddress> bind, Credentials credentials, Optional<ServerTls> tls) {
        boolean isProtected = credentials.isRequired()
                || tls.filter(ServerTls::requiresCertificate).isPresent();
        return bind.stream()
                .filter(address -> !isProtected && !address.isLoopbackAddress())
                .map(address -> "warning: no password is set (--insecure): anyone who can reach "
                        + address.getHostAddress() + " can read and write all keys")
                .toList();
    }

    /** Both settings together are an error only if both are flags: an image may set a variable, and a flag overrides it. */
    private static Optional<IoTransport> transport(String name) {
        if (name.equals(TRANSPORT_DEFAULT)) {
            return Optional.empty();
        }
        IoTransport named = IoTransport.named(name)
                .orElseThrow(() -> new IllegalArgumentException("use auto, io_uring, epoll or nio"));
        named.whyUnavailable().ifPresent(why -> {
            throw new IllegalArgumentException("not available here (" + why + "); use auto");
        });
        return Optional.of(named);
    }

    private static Optional<String> data(ServeFlags flags, Settings settings) {
        String data = settings.find(DATA, flags.data, DATA_DEFAULT, Formats::text);
        boolean memory = settings.find("--memory", flags.memory);
        if (memory && flags.data != null && flags.memory != null) {
            throw new UsageException(
                    "--memory and --data are mutually exclusive: keep the data in memory or in a directory");
        }
        if (memory && flags.data == null) {
            settings.replace(DATA, "none", "not used with --memory");
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

    private static Credentials credentials(ServeFlags flags, ProcessContext surroundings, Settings settings) {
        PasswordSource source = PasswordSource.find(flags.passwordFile, surroundings.environment());
        settings.show("password", source.isNone() ? "none" : "set", source.description());
        Optional<String> users = settings.find(USERS, flags.users);
        if (users.isPresent()) {
            if (!source.isNone()) {
                throw new UsageException("a users file and a password (" + source.description()
                        + ") are mutually exclusive: give the file a user named default, with latchkey user add");
            }
            return users(users.get(), surroundings);
        }
        // Why not for --print-config: it would wait for a password that it does not need.
        if (source.isStdin() && flags.printConfig) {
            return Credentials.of(new byte[1]);
        }
        return source.credentials(surroundings.in());
    }

    private static Credentials users(String file, ProcessContext surroundings) {
        try {
            return Credentials.of(LiveUsers.load(FileLocation.path(file), surroundings.chance()));
        } catch (UsersException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns the requested number, or as many as fit: without a file descriptor, a server cannot even refuse a connection. */
    private static int clients(
            ServeFlags flags, Settings settings, OpenFiles openFiles, int threads, List<String> warnings) {
        int wanted = settings.find(
                MAX_CLIENTS,
                flags.maxClients,
                String.valueOf(Limits.STANDARD.connectionsMax()),
                text -> Formats.integer(text, 1, CLIENTS_MAX));
        long fitting = openFiles.connectionsMax(threads == 0 ? THREADS_ASSUMED : threads);
        if (wanted <= fitting) {
            return wanted;
        }
        String limit = "the limit of " + openFiles.max() + " open files (ulimit -n)";
        if (fitting < 1) {
            throw new UsageException(limit + " is too low to accept any connection: raise it");
        }
        settings.replace(MAX_CLIENTS, String.valueOf(fitting), "lowered to fit " + limit);
        if (settings.isChosen(MAX_CLIENTS) || fitting < CLIENTS_ENOUGH) {
            warnings.add(
                    "max-clients lowered from " + wanted + " to " + fitting + ": " + limit + " does not allow more");
        }
        return (int) fitting;
    }

    private static OptionalLong historyBytes(String text) {
        if (text.equals(HISTORY_DEFAULT)) {
            return OptionalLong.empty();
        }
        long bytes = Formats.bytes(text);
        if (bytes < HISTORY_BYTES_MIN) {
            throw new IllegalArgumentException("must be 64k or more, or auto");
        }
        return OptionalLong.of(bytes);
    }

    private static long memory(ServeFlags flags, Settings settings, long usual) {
        return settings.find(
                MAX_MEMORY, flags.maxMemory, String.valueOf(usual), text -> Formats.atLeastOne(Formats.bytes(text)));
    }
}
