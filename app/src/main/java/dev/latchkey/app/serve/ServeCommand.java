package dev.latchkey.app.serve;

import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.FileLocation;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.app.logging.LogLayout;
import dev.latchkey.app.logging.Logs;
import dev.latchkey.app.logging.Notices;
import dev.latchkey.app.metrics.Metrics;
import dev.latchkey.app.metrics.ScrapeThread;
import dev.latchkey.engine.recovery.UnreadableStoreException;
import dev.latchkey.engine.state.HeapTooSmallException;
import dev.latchkey.http.HttpDoor;
import dev.latchkey.http.StartingServer;
import dev.latchkey.http.figures.HttpStats;
import dev.latchkey.http.routes.MetricsRoute;
import dev.latchkey.log.disk.NioDisk;
import dev.latchkey.log.errors.DirectoryInUseException;
import dev.latchkey.log.errors.LogException;
import dev.latchkey.log.errors.UnusableDirectoryException;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.server.net.Node;
import dev.latchkey.server.net.NodeConfig;
import dev.latchkey.server.stats.ServerVersion;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code latchkey serve}: runs a server until it receives a termination signal. */
@Command(
        name = "serve",
        description = {
            "Runs a Latchkey server.",
            "",
            "The server fsyncs every write before acknowledging it, unless --memory is given. After a crash, recovery"
                    + " loads the latest snapshot, replays the log and restores every acknowledged write.",
            "",
            "SIGTERM or Ctrl-C shuts the server down cleanly: it answers the requests it has already read, then exits.",
            ""
        },
        usageHelpWidth = 100,
        footer = {
            "",
            "LATCHKEY_PASSWORD holds the password itself, for environments where a file cannot be used.",
            "",
            "The server divides the memory of its container or machine between the JVM heap, the store in it, and",
            "network buffers; INFO memory shows the result. LATCHKEY_JAVA_OPTS=-Xmx... sets the heap.",
            "",
            "Exit codes:",
            "  0    clean shutdown",
            "  2    usage error, the address is in use, the data directory cannot be used or is in use, or the",
            "       JVM heap is too small for the data, or the memory is too small for a server",
            "  3    the JVM ran out of memory while running",
            "  5    the log is corrupted, incomplete or was written by a newer version, the disk failed or is full,",
            "       or the data directory was moved, deleted or replaced while the server was running",
            "  125  internal error",
            "",
            "Examples:",
            "  latchkey serve --data /var/lib/latchkey",
            "  redis-cli -p 5625 put greeting hello 0",
            "  curl -X PUT -H 'If-None-Match: *' -d hello http://localhost:5626/v1/kv/greeting",
            "  LATCHKEY_JAVA_OPTS=-Xmx4g latchkey serve --memory --bind 0.0.0.0 --password-file secret.txt"
        })
public final class ServeCommand extends ConsoleCommand {

    @Mixin
    private final ServeFlags flags = new ServeFlags();

    private final Supplier<Set<String>> allFlags;
    private final Notices notices = new Notices(this::tell);

    /** @param allFlags the flags of all subcommands that have an environment variable */
    public ServeCommand(ProcessContext surroundings, Supplier<Set<String>> allFlags) {
        super(surroundings);
        this.allFlags = allFlags;
    }

    /** Why the failures to start are caught here: with a log in JSON, they are events too. */
    @Override
    public Integer call() throws InterruptedException {
        try {
            return serve();
        } catch (UsageException e) {
            if (Logs.format() != LogLayout.JSON) {
                throw e;
            }
            notices.error(String.valueOf(e.getMessage()), null);
            return ExitCode.USAGE.code();
        } catch (RuntimeException e) {
            if (Logs.format() != LogLayout.JSON) {
                throw e;
            }
            notices.error("internal error (this is a bug)", e);
            return ExitCode.OWN_FAILURE.code();
        }
    }

    private int serve() throws InterruptedException {
        ServeSettings settings =
                ServeSettings.find(flags, surroundings(), ProcessMemory.ofProcess(), OpenFiles.ofProcess());
        if (flags.printConfig) {
            announce(settings.table());
            return exitCodeAfterOutput(ExitCode.DONE.code());
        }
        // Before Netty is used for the first time, because it reads the limit once.
        System.setProperty(ProcessMemory.DIRECT_MEMORY_PROPERTY, String.valueOf(settings.directBytesMax()));
        NodeConfig config = requireFree(settings.config());
        settings.http().filter(HttpSettings::isRequired).ifPresent(http -> requireFree(config, http));
        try {
            serve(config, settings, openWhileStarting(config, settings));
        } catch (DirectoryInUseException | UnusableDirectoryException | HeapTooSmallException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        } catch (LogException | UnreadableStoreException e) {
            notices.error(String.valueOf(e.getMessage()), null);
            return ExitCode.DISK.code();
        }
        return ExitCode.DONE.code();
    }

    /** Opens the store, and meanwhile tells probes that the server starts. */
    private ServedStore openWhileStarting(NodeConfig config, ServeSettings settings) {
        Optional<StartingServer> starting = settings.http()
                .filter(http ->
                        settings.data().isPresent() && http.addresses().get(0).getPort() != 0)
                .flatMap(http -> starting(config, http));
        try {
            return open(settings);
        } finally {
            starting.ifPresent(StartingServer::close);
        }
    }

    /** Why a failure is not reported: the node reports it when it listens on the same port. */
    private static Optional<StartingServer> starting(NodeConfig config, HttpSettings http) {
        try {
            return Optional.of(StartingServer.open(http.addresses(), config.tls()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private ServedStore open(ServeSettings settings) {
        RandomGenerator chance = surroundings().chance();
        StoreStatusPrinter news = new StoreStatusPrinter(
                SystemTime.INSTANCE, notices, surroundings().lifetime());
        return settings.data()
                .map(data -> ServedStore.on(directory(data), settings.store(), chance, news))
                .orElseGet(() -> ServedStore.inMemory(settings.store().memory(), chance));
    }

    private NioDisk directory(String data) {
        NioDisk disk = NioDisk.at(FileLocation.path(data));
        disk.foreignOwner().ifPresent(notices::warn);
        return disk;
    }

    private void serve(NodeConfig config, ServeSettings settings, ServedStore store) throws InterruptedException {
        Node node = start(config, store);
        HttpStats requests = new HttpStats();
        Metrics metrics = new Metrics(node::figures, requests, SystemTime.INSTANCE);
        ScrapeThread scrapes = new ScrapeThread();
        String http = settings.http()
                .map(wanted -> open(
                        node,
                        wanted,
                        store,
                        new HttpDoor(
                                wanted.hosts(),
                                List.of(MetricsRoute.of(scrapes, Metrics.CONTENT_TYPE, metrics::scrape)),
                                requests)))
                .orElse("");
        surroundings().lifetime().whenStopped(() -> {
            node.close();
            scrapes.close();
            store.close().run();
            metrics.close();
        });
        if (config.tls().isPresent() || config.credentials().users().isPresent()) {
            surroundings().lifetime().whenHangup(() -> {
                node.refreshCertificates();
                node.refreshUsers();
            });
        }
        warn(settings);
        String data = settings.data().map(directory -> "data in " + directory).orElse("memory");
        announce(readyLine(config, node.address().getPort(), data + http) + "\n");
        surroundings().lifetime().live();
    }

    private void warn(ServeSettings settings) {
        surroundings()
                .environment()
                .unknown(allFlags)
                .forEach(name -> notices.warn("ignoring unknown environment variable " + name));
        settings.warnings().forEach(notices::warn);
    }

    /**
     * Checks the address before the store is opened, because opening may create a directory and take long. Binding can
     * still fail afterwards if another process takes the port in between.
     */
    private NodeConfig requireFree(NodeConfig config) {
        try {
            return Node.requireFree(config, notices::warn);
        } catch (IOException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private void requireFree(NodeConfig config, HttpSettings http) {
        requireFree(config.withAddresses(http.addresses()));
    }

    /** Serves HTTP too. Returns its address for the ready line; an empty text if the port is in use and was not asked for. */
    private String open(Node node, HttpSettings http, ServedStore store, HttpDoor door) {
        try {
            InetSocketAddress address = node.open(door, http.addresses());
            String scheme = node.isEncrypted() ? "https" : "http";
            return "; HTTP on " + scheme + "://" + hostAndPort(address.getAddress(), address.getPort());
        } catch (IOException e) {
            if (http.isRequired()) {
                node.close();
                store.close().run();
                throw new UsageException(String.valueOf(e.getMessage()), e);
            }
            tell("warning: HTTP is not served: " + e.getMessage()
                    + "; --http-port chooses another port, and --no-http turns HTTP off");
            return "";
        }
    }

    private static Node start(NodeConfig config, ServedStore store) {
        try {
            return Node.start(config, store.engine());
        } catch (IOException e) {
            store.close().run();
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The ready line: the address, the location of the data, and a redis-cli command that works when pasted. */
    public static String readyLine(NodeConfig config, int port, String data) {
        InetAddress host = config.address().getAddress();
        String shown = NetUtil.toAddressString(host);
        String all = config.addresses().stream()
                .map(address -> hostAndPort(address.getAddress(), port))
                .collect(Collectors.joining(" and "));
        boolean reachedByDefault = host.isAnyLocalAddress() || shown.equals("127.0.0.1");
        return "latchkey " + ServerVersion.VERSION + " ready on " + all + " (" + data + "). Try: redis-cli"
                + (reachedByDefault ? "" : " -h " + shown)
                + " -p " + port
                + (config.tls().isPresent() ? " --tls --cacert CA" : "")
                + (config.credentials().users().isPresent() ? " --user NAME" : "")
                + (config.credentials().isRequired() ? " --askpass" : "")
                + " put greeting hello 0";
    }

    private static String hostAndPort(InetAddress host, int port) {
        String shown = NetUtil.toAddressString(host);
        return (host instanceof Inet6Address ? "[" + shown + "]" : shown) + ":" + port;
    }

    private void announce(String text) {
        command().getOut().print(text);
        command().getOut().flush();
    }
}
