package dev.latchkey.server.net;

import dev.latchkey.engine.Engine;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.seams.Time;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.access.LoginThrottle;
import dev.latchkey.server.access.Logins;
import dev.latchkey.server.budget.RateLimitedLog;
import dev.latchkey.server.door.Door;
import dev.latchkey.server.door.DoorServices;
import dev.latchkey.server.follow.FollowRouters;
import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.stats.InfoReport;
import dev.latchkey.server.stats.ServerFigures;
import dev.latchkey.server.talk.Conversation;
import dev.latchkey.server.tls.TlsThreads;
import dev.latchkey.server.users.AuditLog;
import dev.latchkey.server.users.SecretChecks;
import dev.latchkey.server.users.UsersThreads;
import dev.latchkey.server.verbs.Handlers;
import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that listens for RESP clients and answers them from an engine, until it is stopped gracefully. Thread-safe. */
public final class Node implements AutoCloseable {

    /** How long a stopping node waits for clients to read their last replies. */
    public static final Duration GRACE_DEFAULT = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final NodeConfig config;
    private final Engine engine;
    private final Time time;
    private final IoTransport transport;
    private final MultiThreadIoEventLoopGroup group;
    private final Handlers handlers;
    private final FollowRouters routers;
    private final NonRespClientLog nonRespClients;
    private final LoginThrottle logins;
    private final SharedByConnections shared;
    private final ClientConnections connections;
    private final Map<EventExecutor, CommandStats> stats = new ConcurrentHashMap<>();
    private final long started;
    private final List<Listener> listeners;
    private final List<Listener> doors = new CopyOnWriteArrayList<>();

    /** The port of the other protocol, which is HTTP; 0 if none is served. */
    private volatile int doorPort;

    private final Optional<TlsThreads> tls;
    private final Optional<UsersThreads> users;
    private final AtomicBoolean stopping = new AtomicBoolean();

    private Node(NodeConfig config, Engine engine, Time time) throws IOException {
        this.config = config;
        this.engine = engine;
        this.time = time;
        this.started = time.nanos();
        this.transport = config.transport().orElseGet(IoTransport::standard);
        requireAvailable(transport);
        Optional.of(transport)
                .filter(chosen -> config.transport().isEmpty())
                .flatMap(chosen -> IoTransport.whyNotEpoll())
                .ifPresent(why -> LOG.warn("epoll cannot be used ({}); connections take more processor time", why));
        this.shared = SharedByConnections.of(config.limits(), time, LOG::info, LOG::warn, LOG::error);
        this.connections = new ClientConnections(config.limits().connectionsMax(), shared.unauthenticated(), time);
        AuditLog audit = config.credentials().users().isPresent()
                ? AuditLog.of(time, LoggerFactory.getLogger(AuditLog.LOGGER)::info)
                : AuditLog.NONE;
        this.users = config.credentials()
                .users()
                .map(found -> new UsersThreads(found, audit, connections::accessChanged, LOG));
        Logins clients = new Logins(
                config.credentials(), users.<SecretChecks>map(found -> found).orElse(SecretChecks.IMMEDIATE), audit);
        this.handlers =
                new Handlers(clients, engine::storeId, new InfoReport(this::figures)::text, SystemChance.secure());
        this.routers = new FollowRouters(engine, config.limits().output().followBytesMax());
        this.logins = new LoginThrottle(time, LOG::warn);
        this.nonRespClients = new NonRespClientLog(time, LOG::warn);
        this.group = transport.newGroup(config.threadsOrDefault());
        this.tls = config.tls().map(policy -> new TlsThreads(policy, time, LOG));
        RateLimitedLog failures = new RateLimitedLog(time, LOG::warn);
        this.listeners = config.addresses().stream()
                .map(address -> new Listener(address, shared.limits(), transport, group, failures, this::accept))
                .toList();
        engine.onStoreChange(id -> connections.closeAllBoundToStore());
        bind();
        engine.acceptClients();
        group.forEach(connections::inspectOn);
    }

    private static void requireAvailable(IoTransport transport) throws IOException {
        Optional<String> why = transport.whyUnavailable();
        if (why.isPresent()) {
            throw new IOException("the transport " + transport + " is not available here: " + why.get());
        }
    }

    /**
     * Starts a node and returns when it listens. The caller closes the engine, after the node.
     *
     * @throws IOException if the node cannot listen, with the address and the reason as its message
     */
    public static Node start(NodeConfig config, Engine engine) throws IOException {
        return start(config, engine, SystemTime.INSTANCE);
    }

    static Node start(NodeConfig config, Engine engine, Time time) throws IOException {
        return new Node(config, engine, time);
    }

    /**
     * Checks that a node could listen now, so that a store need not be opened in vain. Does not listen itself. Returns the
     * configuration without the addresses that this machine does not have, such as those of IPv6 where it is disabled.
     *
     * @param skipped receives a sentence for each address that is left out
     * @throws IOException as {@link #start} would throw it
     */
    public static NodeConfig requireFree(NodeConfig config, Consumer<String> skipped) throws IOException {
        List<InetSocketAddress> usable = new ArrayList<>();
        for (InetSocketAddress address : config.addresses()) {
            try {
                Listener.requireFree(address);
                usable.add(address);
            } catch (IOException e) {
                if (Listener.isTaken(e) || config.addresses().size() == 1) {
                    throw ofAll(e, config);
                }
                skipped.accept(String.valueOf(e.getMessage()));
            }
        }
        if (usable.isEmpty()) {
            throw new IOException("cannot listen on any address of the name");
        }
        return config.withAddresses(usable);
    }

    /** Listens on all addresses or on none. */
    private void bind() throws IOException {
        try {
            bind(listeners, config.address().getPort());
        } catch (IOException e) {
            shutDownThreads();
            throw ofAll(e, config);
        }
    }

    private static void bind(List<Listener> all, int first) throws IOException {
        int port = first;
        try {
            for (Listener listener : all) {
                listener.bind(port);
                port = listener.localAddress().getPort(); // why: if port 0 selects one, all addresses get the same
            }
        } catch (IOException e) {
            all.forEach(Listener::close);
            throw e;
        }
    }

    private static IOException ofAll(IOException failure, NodeConfig config) {
        if (config.addresses().size() == 1) {
            return failure;
        }
        String addresses = config.addresses().stream()
                .map(address -> address.getAddress().getHostAddress())
                .collect(Collectors.joining(", "));
        return new IOException(
                failure.getMessage() + "; the server listens on all addresses of the name (" + addresses
                        + ") or on none: specify one of them",
                failure);
    }

    private CommandStats statsOf(Channel channel) {
        return stats.computeIfAbsent(channel.eventLoop(), loop -> new CommandStats());
    }

    private void accept(Channel channel) {
        tls.ifPresent(threads -> threads.addTo(channel));
        ClientState client = newClient(channel);
        CommandStats loopStats = statsOf(channel);
        connections.add(
                channel,
                new ConnectionHandler(
                        shared,
                        line -> new Conversation(
                                line,
                                engine,
                                routers,
                                handlers,
                                config.limits(),
                                time,
                                loopStats,
                                client,
                                protocol -> nonRespClients.detected(protocol, channel.remoteAddress()))));
    }

    private ClientState newClient(Channel channel) {
        InetAddress address = channel.remoteAddress() instanceof InetSocketAddress peer ? peer.getAddress() : null;
        return handlers.newClient(connections.nextId(), String.valueOf(channel.remoteAddress()), logins.gate(address));
    }

    /**
     * Serves another protocol too, with the TLS policy of this node, until it stops. Listens on all the addresses, which have the same port,
     * or on none. Returns the first one, with the selected port.
     *
     * @throws IOException if the node cannot listen on them, with the address and the reason as its message
     */
    public InetSocketAddress open(Door door, List<InetSocketAddress> addresses) throws IOException {
        DoorServices services = new NodeServices(
                config, engine, time, shared, routers, handlers.logins(), this::statsOf, this::figures);
        RateLimitedLog failures = new RateLimitedLog(time, LOG::warn);
        List<Listener> opened = addresses.stream()
                .map(address -> new Listener(
                        address,
                        shared.limits(),
                        transport,
                        group,
                        failures,
                        channel -> accept(channel, door, services)))
                .toList();
        doors.addAll(opened);
        bind(opened, addresses.get(0).getPort());
        if (stopping.get()) {
            opened.forEach(Listener::close);
        }
        InetSocketAddress first = opened.get(0).localAddress();
        doorPort = first.getPort();
        return first;
    }

    private void accept(Channel channel, Door door, DoorServices services) {
        tls.ifPresent(threads -> threads.addTo(channel));
        connections.add(channel, door, newClient(channel), services);
    }

    /** Uses the TLS certificates that are in their files now, for connections that are accepted from now on. Without TLS, does nothing. */
    public void refreshCertificates() {
        tls.ifPresent(TlsThreads::refresh);
    }

    /** Whether the connections are encrypted with TLS. */
    public boolean isEncrypted() {
        return tls.isPresent();
    }

    /** Reads the users file again now if it has changed. Without users, does nothing. */
    public void refreshUsers() {
        users.ifPresent(UsersThreads::refresh);
    }

    /** The first address the node listens on, with the selected port. */
    public InetSocketAddress address() {
        return listeners.get(0).localAddress();
    }

    /**
     * Stops gracefully: accepts no more connections, answers what has been read, gives clients {@code grace} to read their replies, and
     * closes everything. Blocks until that is done, no matter which thread started it.
     */
    public void stop(Duration grace) {
        if (stopping.compareAndSet(false, true)) {
            listeners.forEach(Listener::close);
            doors.forEach(Listener::close);
            int open = connections.close(grace);
            shutDownThreads();
            LOG.info("stopped; {} connections were open", open);
        } else {
            group.terminationFuture().awaitUninterruptibly();
        }
    }

    private void shutDownThreads() {
        tls.ifPresent(TlsThreads::close);
        users.ifPresent(UsersThreads::close);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Stops with {@link #GRACE_DEFAULT}. */
    @Override
    public void close() {
        stop(GRACE_DEFAULT);
    }

    /** The channel of the first listening socket. */
    Channel listener() {
        return listeners.get(0).channel();
    }

    /** Inspects all connections now, in addition to the inspections at intervals. */
    void inspectConnections() {
        connections.inspectNow();
    }

    /** The channels of the open connections. */
    Set<Channel> channels() {
        return connections.channels();
    }

    private long pendingTasks() {
        long tasks = 0;
        for (EventExecutor loop : group) {
            tasks += loop instanceof SingleThreadEventExecutor thread ? thread.pendingTasks() : 0;
        }
        return tasks;
    }

    /** The figures that INFO and the metrics report, read now. For any thread; takes time proportional to the number of commands. */
    public ServerFigures figures() {
        CommandStats.Totals totals = new CommandStats.Totals();
        stats.values().forEach(one -> one.addTo(totals));
        return new ServerFigures(
                address().getPort(),
                doorPort,
                transport.toString(),
                Duration.ofNanos(time.nanos() - started),
                connections.openCount(),
                config.limits().connectionsMax(),
                shared.unauthenticated().count(),
                connections.acceptedCount(),
                connections.refusedCount(),
                logins.failures(),
                shared.inputBytes(),
                config.limits().input().allConnectionsBytesMax(),
                shared.outputBytes(),
                config.limits().output().allConnectionsBytesMax(),
                shared.queuedBytes(),
                config.limits().output().queuedBytesMax(),
                PlatformDependent.usedDirectMemory(),
                PlatformDependent.maxDirectMemory(),
                pendingTasks(),
                engine.name(),
                engine.keyspace(),
                engine.sessions(),
                engine.history(),
                engine.persistence(),
                engine.storeId(),
                totals);
    }
}
