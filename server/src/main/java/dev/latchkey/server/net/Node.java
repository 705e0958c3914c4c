package dev.latchkey.server.net;

import dev.latchkey.engine.Engine;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.seams.Time;
import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.stats.InfoReport;
import dev.latchkey.server.stats.ServerFigures;
import dev.latchkey.server.talk.Conversation;
import dev.latchkey.server.verbs.Handlers;
import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final NonRespClientLog nonRespClients;
    private final SharedByConnections shared;
    private final ClientConnections connections;
    private final Map<EventExecutor, CommandStats> stats = new ConcurrentHashMap<>();
    private final long started;
    private final Listener listener;
    private final AtomicBoolean stopping = new AtomicBoolean();

    private Node(NodeConfig config, Engine engine, Time time) throws IOException {
        this.config = config;
        this.engine = engine;
        this.time = time;
        this.started = time.nanos();
        this.transport = IoTransport.best();
        this.shared = SharedByConnections.of(config.limits(), time, LOG::warn, LOG::error);
        this.connections = new ClientConnections(config.limits().connectionsMax(), shared.unauthenticated(), time);
        this.handlers = new Handlers(config.credentials(), engine::storeId, new InfoReport(this::figures)::text);
        this.nonRespClients = new NonRespClientLog(time, LOG::warn);
        this.group = transport.newGroup(config.threadsOrDefault());
        this.listener = new Listener(
                config.address(), shared.limits(), transport, group, new RateLimitedLog(time, LOG::warn), this::accept);
        engine.onStoreChange(id -> connections.closeAll());
        bind();
        group.forEach(connections::inspectOn);
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
     * Checks that a node could listen now, so that a store need not be opened in vain. Does not listen itself.
     *
     * @throws IOException as {@link #start} would throw it
     */
    public static void requireFree(NodeConfig config) throws IOException {
        Listener.requireFree(config.address());
    }

    private void bind() throws IOException {
        try {
            listener.bind();
        } catch (IOException e) {
            shutDownThreads();
            throw e;
        }
    }

    private void accept(Channel channel) {
        long id = connections.nextId();
        CommandStats loopStats = stats.computeIfAbsent(channel.eventLoop(), loop -> new CommandStats());
        connections.add(
                channel,
                new ConnectionHandler(
                        shared,
                        line -> new Conversation(
                                line,
                                engine,
                                handlers,
                                config.limits(),
                                time,
                                loopStats,
                                handlers.newClient(id),
                                protocol -> nonRespClients.detected(protocol, channel.remoteAddress()))));
    }

    /** The address the node listens on, with the selected port. */
    public InetSocketAddress address() {
        return listener.localAddress();
    }

    /**
     * Stops gracefully: accepts no more connections, answers what has been read, gives clients {@code grace} to read their replies, and
     * closes everything. Blocks until that is done, no matter which thread started it.
     */
    public void stop(Duration grace) {
        if (stopping.compareAndSet(false, true)) {
            listener.close();
            int open = connections.close(grace);
            shutDownThreads();
            LOG.info("stopped; {} connections were open", open);
        } else {
            group.terminationFuture().awaitUninterruptibly();
        }
    }

    private void shutDownThreads() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Stops with {@link #GRACE_DEFAULT}. */
    @Override
    public void close() {
        stop(GRACE_DEFAULT);
    }

    /** The channel of the listening socket. */
    Channel listener() {
        return listener.channel();
    }

    /** Inspects all connections now, in addition to the inspections at intervals. */
    void inspectConnections() {
        connections.inspectNow();
    }

    /** The channels of the open connections. */
    Set<Channel> channels() {
        return connections.channels();
    }

    /** The figures that {@link InfoReport} reports. */
    ServerFigures figures() {
        CommandStats.Totals totals = new CommandStats.Totals();
        stats.values().forEach(one -> one.addTo(totals));
        return new ServerFigures(
                address().getPort(),
                transport.name().toLowerCase(Locale.ROOT),
                Duration.ofNanos(time.nanos() - started),
                connections.openCount(),
                config.limits().connectionsMax(),
                connections.acceptedCount(),
                connections.refusedCount(),
                shared.inputBytes(),
                config.limits().input().allConnectionsBytesMax(),
                shared.outputBytes(),
                config.limits().output().allConnectionsBytesMax(),
                PlatformDependent.usedDirectMemory(),
                PlatformDependent.maxDirectMemory(),
                engine.name(),
                engine.keyspace(),
                engine.persistence(),
                engine.storeId(),
                totals);
    }
}
