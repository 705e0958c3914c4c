package dev.latchkey.server.net;

import dev.latchkey.engine.Engine;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.seams.Time;
import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.stats.InfoReport;
import dev.latchkey.server.stats.ServerFigures;
import dev.latchkey.server.talk.Conversation;
import dev.latchkey.server.verbs.ConnectionVerbs;
import dev.latchkey.wire.Limits;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server: listens, carries on the conversations of its connections, and stops in good order.
 *
 * <p>Safe for use by many threads.
 */
public final class Node implements AutoCloseable {

    /** How long a node waits, when it stops, for clients to take their last replies. */
    public static final Duration GRACE_DEFAULT = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** A peer that vanished without a word is found out after idle + count * interval: 120 s. */
    private static final int KEEPALIVE_IDLE_SECONDS = 60;

    private static final int KEEPALIVE_INTERVAL_SECONDS = 10;
    private static final int KEEPALIVE_COUNT = 6;

    private static final int BACKLOG = 4_096;
    private static final int INSPECTION_MILLIS = 1_000;

    private final NodeConfig config;
    private final Engine engine;
    private final Time time;
    private final IoTransport transport;
    private final MultiThreadIoEventLoopGroup group;
    private final ConnectionVerbs introductions;
    private final NonRespClientLog foreigners;
    private final ByteBudget outputBudget;
    private final ByteBudget inputBudget;
    private final RateLimitedLog outOfMemory;
    private final Map<Channel, ConnectionHandler> connections = new ConcurrentHashMap<>();
    private final Map<EventExecutor, CommandStats> stats = new ConcurrentHashMap<>();
    private final AtomicLong connectionsEver = new AtomicLong();
    private final AtomicLong connectionsRefused = new AtomicLong();
    private final long started;
    private final Channel listener;
    private final AtomicBoolean stopping = new AtomicBoolean();

    private Node(NodeConfig config, Engine engine, Time time) throws IOException {
        this.config = config;
        this.engine = engine;
        this.time = time;
        this.started = time.nanos();
        this.transport = IoTransport.best();
        this.outputBudget = new ByteBudget(config.limits().output().allConnectionsBytesMax());
        this.inputBudget = new ByteBudget(config.limits().input().allConnectionsBytesMax());
        this.outOfMemory = new RateLimitedLog(time, LOG::error);
        this.introductions =
                new ConnectionVerbs(config.credentials(), engine::storeId, new InfoReport(this::figures)::text);
        this.foreigners = new NonRespClientLog(time, LOG::warn);
        this.group = transport.newGroup(config.threadsOrDefault());
        this.listener = newListener();
        engine.onStoreChange(id -> closeConnections());
        bind();
        for (EventExecutor loop : group) {
            loop.scheduleAtFixedRate(() -> inspect(loop), INSPECTION_MILLIS, INSPECTION_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Starts a node and returns when it listens. The engine stays the caller's, to be closed after the node.
     *
     * @throws IOException if it cannot listen there, with a message that says where and why
     */
    public static Node start(NodeConfig config, Engine engine) throws IOException {
        return start(config, engine, SystemTime.INSTANCE);
    }

    /**
     * Finds out whether a node could listen there now, so that nobody opens a store in vain. Nothing listens meanwhile.
     *
     * @throws IOException as {@link #start} would throw it
     */
    public static void requireFree(NodeConfig config) throws IOException {
        InetSocketAddress address = config.address();
        boolean v6 = address.getAddress() instanceof Inet6Address;
        try (SocketChannel probe =
                SocketChannel.open(v6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET)) {
            probe.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address);
        } catch (IOException | UnsupportedOperationException e) {
            throw cannotListen(config, e);
        }
    }

    static Node start(NodeConfig config, Engine engine, Time time) throws IOException {
        return new Node(config, engine, time);
    }

    /** Not bound yet, so that no connection can come before this object is complete. */
    private Channel newListener() {
        Limits.Output output = config.limits().output();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(transport.channelType())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(output.pausedAtBytes() / 2, output.pausedAtBytes()))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                });
        if (transport == IoTransport.EPOLL) {
            bootstrap
                    .childOption(EpollChannelOption.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS)
                    .childOption(EpollChannelOption.TCP_KEEPINTVL, KEEPALIVE_INTERVAL_SECONDS)
                    .childOption(EpollChannelOption.TCP_KEEPCNT, KEEPALIVE_COUNT);
        }
        Channel channel = bootstrap.register().syncUninterruptibly().channel();
        // Why as a task: Netty adds its acceptor in a task of that loop, and this must stand behind it.
        AcceptFailures failures = new AcceptFailures(new RateLimitedLog(time, LOG::warn));
        channel.eventLoop().submit(() -> channel.pipeline().addLast(failures)).syncUninterruptibly();
        return channel;
    }

    private void bind() throws IOException {
        try {
            listener.bind(config.address()).syncUninterruptibly();
        } catch (Exception e) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
            throw cannotListen(config, e);
        }
    }

    private static IOException cannotListen(NodeConfig config, Exception e) {
        return new IOException(
                "cannot listen on " + config.address().getAddress().getHostAddress() + " port "
                        + config.address().getPort() + ": " + reason(e),
                e);
    }

    /** What the kernel said, without the name of its call. */
    private static String reason(Exception e) {
        String message =
                String.valueOf(e.getMessage()).replaceFirst("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ", "");
        return message.contains("Address already in use") ? "the port is taken by another program" : message;
    }

    private void accept(Channel channel) {
        long id = connectionsEver.incrementAndGet();
        if (connections.size() >= config.limits().connectionsMax()) {
            connectionsRefused.incrementAndGet();
            channel.pipeline().addLast(new ConnectionRefusal());
            return;
        }
        CommandStats loopStats = stats.computeIfAbsent(channel.eventLoop(), loop -> new CommandStats());
        ConnectionHandler handler = new ConnectionHandler(
                config.limits().output(),
                outputBudget,
                inputBudget,
                outOfMemory,
                line -> new Conversation(
                        line,
                        engine,
                        introductions,
                        config.limits(),
                        time,
                        loopStats,
                        introductions.newClient(id),
                        speaks -> foreigners.met(speaks, channel.remoteAddress())));
        channel.pipeline().addLast(handler);
        connections.put(channel, handler);
        channel.closeFuture().addListener(closed -> connections.remove(channel));
        if (stopping.get()) {
            channel.close();
        }
    }

    private void inspect(EventExecutor loop) {
        long now = time.nanos();
        connections.forEach((channel, handler) -> {
            if (channel.eventLoop() == loop) {
                inspect(handler, now);
            }
        });
    }

    /** Why it catches all: a task that throws is not run again, and then no deadline would hold for anybody. */
    private static void inspect(ConnectionHandler handler, long now) {
        try {
            handler.inspect(now);
        } catch (RuntimeException | Error e) {
            handler.fail(e);
        }
    }

    /** Where the node listens, the port it chose included. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /**
     * Stops in good order: no new connections; what was read is answered; clients have {@code grace} to take their replies;
     * then everything is closed. Returns when all is done, whoever began it.
     */
    public void stop(Duration grace) {
        if (!stopping.compareAndSet(false, true)) {
            group.terminationFuture().awaitUninterruptibly();
            return;
        }
        listener.close().syncUninterruptibly();
        List<Channel> open = new ArrayList<>(connections.keySet());
        connections.forEach((channel, handler) -> channel.eventLoop().execute(handler::finish));
        long began = time.nanos();
        for (Channel channel : open) {
            long left = grace.toNanos() - (time.nanos() - began);
            if (!channel.closeFuture().awaitUninterruptibly(Math.max(1, left), TimeUnit.NANOSECONDS)) {
                channel.close();
            }
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        LOG.info("stopped; {} connections were open", open.size());
    }

    /** {@link #stop} with {@link #GRACE_DEFAULT}. */
    @Override
    public void close() {
        stop(GRACE_DEFAULT);
    }

    /** The socket that listens. */
    Channel listener() {
        return listener;
    }

    /** The connections that are open and were not refused. */
    Set<Channel> channels() {
        return Set.copyOf(connections.keySet());
    }

    /** Their clients took the id of the previous store from the reply to HELLO, and must not write to another store. */
    private void closeConnections() {
        connections.keySet().forEach(Channel::close);
    }

    /** What {@link InfoReport} shows of a node. */
    ServerFigures figures() {
        CommandStats.Totals totals = new CommandStats.Totals();
        stats.values().forEach(one -> one.addTo(totals));
        return new ServerFigures(
                address().getPort(),
                transport.name().toLowerCase(Locale.ROOT),
                Duration.ofNanos(time.nanos() - started),
                connections.size(),
                config.limits().connectionsMax(),
                connectionsEver.get(),
                connectionsRefused.get(),
                inputBudget.bytes(),
                outputBudget.bytes(),
                engine.name(),
                engine.keyspace(),
                engine.persistence(),
                engine.storeId(),
                totals);
    }
}
