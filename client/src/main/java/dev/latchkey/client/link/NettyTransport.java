package dev.latchkey.client.link;

import dev.latchkey.tls.ClientTls;
import dev.latchkey.tls.TlsFailure;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Opens real sockets, with or without TLS. Host names are resolved on separate threads. */
public final class NettyTransport implements Transport {

    private final EventLoop eventLoop;
    private final int connectMillisMax;
    private final NameLookups lookups;
    private final Optional<ClientTls> tls;

    /** Creates a transport without TLS. */
    public NettyTransport(EventLoop eventLoop, int connectMillisMax, NameResolver names) {
        this(eventLoop, connectMillisMax, names, Optional.empty());
    }

    /** @param connectMillisMax how long a connection may take to be established, and its TLS handshake as long again */
    public NettyTransport(EventLoop eventLoop, int connectMillisMax, NameResolver names, Optional<ClientTls> tls) {
        this.tls = tls;
        this.eventLoop = eventLoop;
        this.connectMillisMax = connectMillisMax;
        this.lookups = new NameLookups(eventLoop, names);
    }

    @Override
    public void resolve(ServerAddress server, Resolution resolution) {
        lookups.lookUp(server, resolution);
    }

    @Override
    public void connect(Endpoint endpoint, Receiver receiver) {
        try {
            open(endpoint, receiver);
        } catch (Throwable e) { // why all: whatever it is, the connection must not wait for a result forever
            eventLoop.execute(() -> receiver.closed("cannot open a socket: " + e));
        }
    }

    private void open(Endpoint endpoint, Receiver receiver) {
        new Bootstrap()
                .group(eventLoop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillisMax)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        tls.ifPresent(settings -> channel.pipeline().addLast(newTls(settings, endpoint.server())));
                        channel.pipeline().addLast(new Handler(receiver, tls.isPresent()));
                    }
                })
                .connect(new InetSocketAddress(endpoint.ip(), endpoint.server().port()))
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        receiver.closed(reason(connected.cause()));
                    }
                });
    }

    private SslHandler newTls(ClientTls settings, ServerAddress server) {
        String name = settings.nameOf(server.host());
        SslHandler handler = new SslHandler(settings.context().clientEngine(name, server.port()));
        handler.setHandshakeTimeoutMillis(connectMillisMax);
        return handler;
    }

    /** The system's error message, without the address that Netty appends. */
    private static String reason(Throwable cause) {
        return String.valueOf(cause.getMessage()).replaceFirst(": \\S*/\\S+$", "");
    }

    private static final class Handler extends ChannelInboundHandlerAdapter implements Pipe {

        private static final String TLS_FAILED = "TLS failed: ";

        private final Receiver receiver;
        private final boolean isEncrypted;
        private @Nullable Channel channel;
        private String ending = "the server closed the connection";

        Handler(Receiver receiver, boolean isEncrypted) {
            this.receiver = receiver;
            this.isEncrypted = isEncrypted;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (!isEncrypted) {
                open(ctx);
            }
        }

        private void open(ChannelHandlerContext ctx) {
            channel = ctx.channel();
            receiver.opened(this);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    open(ctx);
                } else {
                    ending = TLS_FAILED + TlsFailure.reason(handshake.cause());
                    ctx.close();
                }
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            try {
                receiver.received(bytes);
            } finally {
                bytes.release();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            receiver.closed(ending);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!ending.startsWith(TLS_FAILED)) { // why: Netty reports a failed handshake twice
                ending = cause instanceof SSLException || cause.getCause() instanceof SSLException
                        ? TLS_FAILED + TlsFailure.reason(cause)
                        : "the connection failed: " + cause.getMessage();
            }
            ctx.close();
        }

        @Override
        public void write(ByteBuf bytes) {
            if (channel == null) {
                bytes.release();
                return;
            }
            channel.writeAndFlush(bytes, channel.voidPromise());
        }

        @Override
        public void close() {
            if (channel != null) {
                channel.close();
            }
        }
    }
}
