package dev.latchkey.http;

import dev.latchkey.server.tls.ServerTls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers HTTP while the store is opened, which can take long: {@code /livez} with 200, so that an orchestrator does not kill the process,
 * and everything else with 503. It is closed before the node listens on the same port. Thread-safe.
 */
public final class StartingServer implements AutoCloseable {

    private static final int CONNECTIONS_MAX = 256;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("latchkey-http-start", true), NioIoHandler.newFactory());
    private final List<Channel> listeners = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    private StartingServer() {}

    /**
     * Starts to listen.
     *
     * @param tls the TLS policy of the node
     * @throws IOException if that is impossible
     */
    public static StartingServer open(List<InetSocketAddress> addresses, Optional<ServerTls> tls) throws IOException {
        StartingServer server = new StartingServer();
        try {
            for (InetSocketAddress address : addresses) {
                server.listeners.add(server.bootstrap(tls)
                        .bind(address)
                        .syncUninterruptibly()
                        .channel());
            }
            return server;
        } catch (Exception e) {
            server.close();
            throw new IOException(e.getMessage(), e);
        }
    }

    private ServerBootstrap bootstrap(Optional<ServerTls> tls) {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel, tls);
                    }
                });
    }

    private void accept(Channel channel, Optional<ServerTls> tls) {
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        if (open.incrementAndGet() > CONNECTIONS_MAX) {
            channel.close();
            return;
        }
        tls.ifPresent(policy -> policy.addTo(channel, group, reason -> {}));
        channel.pipeline().addLast(new HttpServerCodec(), new StartingHandler());
    }

    /** The address of the first listener. */
    InetSocketAddress address() {
        return (InetSocketAddress) listeners.get(0).localAddress();
    }

    /** Closes the listeners and all connections. Idempotent: closing again does nothing. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        listeners.forEach(listener -> listener.close().syncUninterruptibly());
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
