package dev.latchkey.client.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Opens real sockets. Host names are resolved on separate threads. */
public final class NettyTransport implements Transport {

    private final EventLoop eventLoop;
    private final int connectMillisMax;
    private final NameLookups lookups;

    public NettyTransport(EventLoop eventLoop, int connectMillisMax, NameResolver names) {
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
                        channel.pipeline().addLast(new Handler(receiver));
                    }
                })
                .connect(new InetSocketAddress(endpoint.ip(), endpoint.server().port()))
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        receiver.closed(reason(connected.cause()));
                    }
                });
    }

    /** The system's error message, without the address that Netty appends. */
    private static String reason(Throwable cause) {
        return String.valueOf(cause.getMessage()).replaceFirst(": \\S*/\\S+$", "");
    }

    private static final class Handler extends ChannelInboundHandlerAdapter implements Pipe {

        private final Receiver receiver;
        private @Nullable Channel channel;
        private String ending = "the server closed the connection";

        Handler(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            channel = ctx.channel();
            receiver.opened(this);
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
            ending = "the connection failed: " + cause.getMessage();
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
