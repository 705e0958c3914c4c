package dev.latchkey.server.net;

import dev.latchkey.server.budget.RateLimitedLog;
import dev.latchkey.wire.Limits;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** A listening socket: configures the connections that it accepts and hands their channels to a consumer. */
final class Listener {

    /** A peer that has vanished without closing the connection is detected after idle + count * interval, 120 s. */
    private static final int KEEPALIVE_IDLE_SECONDS = 60;

    private static final int KEEPALIVE_INTERVAL_SECONDS = 10;
    private static final int KEEPALIVE_COUNT = 6;

    private static final int BACKLOG = 4_096;

    private static final String TAKEN = "the port is taken by another program";

    private final InetSocketAddress address;
    private final Channel channel;

    /**
     * Creates a socket that is not bound yet, so that no connection is accepted before its owner is ready.
     *
     * @param accept called on the event loop of each accepted connection, to fill the pipeline of its channel
     */
    Listener(
            InetSocketAddress address,
            Limits.Output output,
            IoTransport transport,
            EventLoopGroup group,
            RateLimitedLog failures,
            Consumer<Channel> accept) {
        this.address = address;
        ServerBootstrap bootstrap = bootstrap(output, transport).group(group).childHandler(initializer(accept));
        this.channel = bootstrap.register().syncUninterruptibly().channel();
        // Why as a task: Netty adds its acceptor in a task of that event loop, and this handler must follow it.
        channel.eventLoop()
                .submit(() -> channel.pipeline().addLast(new AcceptFailures(failures)))
                .syncUninterruptibly();
    }

    private static ServerBootstrap bootstrap(Limits.Output output, IoTransport transport) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .channel(transport.channelType())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(output.pausedAtBytes() / 2, output.pausedAtBytes()));
        transport.keepalive().ifPresent(options -> bootstrap
                .childOption(options.idleSeconds(), KEEPALIVE_IDLE_SECONDS)
                .childOption(options.intervalSeconds(), KEEPALIVE_INTERVAL_SECONDS)
                .childOption(options.count(), KEEPALIVE_COUNT));
        return bootstrap;
    }

    private static ChannelInitializer<Channel> initializer(Consumer<Channel> accept) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel connection) {
                accept.accept(connection);
            }
        };
    }

    /**
     * Starts to listen.
     *
     * @throws IOException if that is impossible, with the address and the reason as its message
     */
    void bind() throws IOException {
        bind(address.getPort());
    }

    /** {@link #bind()} with another port. */
    void bind(int port) throws IOException {
        InetSocketAddress chosen = new InetSocketAddress(address.getAddress(), port);
        try {
            channel.bind(chosen).syncUninterruptibly();
        } catch (Exception e) {
            throw cannotListen(chosen, e);
        }
    }

    /**
     * Checks that {@link #bind} would succeed now.
     *
     * @throws IOException as {@link #bind} would
     */
    static void requireFree(InetSocketAddress address) throws IOException {
        boolean v6 = address.getAddress() instanceof Inet6Address;
        try (SocketChannel probe =
                SocketChannel.open(v6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET)) {
            probe.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address);
        } catch (IOException | UnsupportedOperationException e) {
            throw cannotListen(address, e);
        }
    }

    private static IOException cannotListen(InetSocketAddress address, Exception e) {
        return new IOException(
                "cannot listen on " + address.getAddress().getHostAddress() + " port " + address.getPort() + ": "
                        + reason(e),
                e);
    }

    /** Whether {@code failure}, thrown by this class, means that another program uses the port. */
    static boolean isTaken(IOException failure) {
        return String.valueOf(failure.getMessage()).endsWith(TAKEN);
    }

    /** The error of the kernel without the name of the system call. */
    private static String reason(Exception e) {
        String message =
                String.valueOf(e.getMessage()).replaceFirst("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ", "");
        return message.contains("Address already in use") ? TAKEN : message;
    }

    /** The address it listens on, with the selected port. */
    InetSocketAddress localAddress() {
        return (InetSocketAddress) channel.localAddress();
    }

    Channel channel() {
        return channel;
    }

    /** Accepts no more connections. */
    void close() {
        channel.close().syncUninterruptibly();
    }
}
