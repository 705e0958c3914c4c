package dev.latchkey.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.jspecify.annotations.Nullable;

/** Real sockets. */
final class NettyTransport implements Transport {

    private final EventLoop eventLoop;
    private final int connectMillisMax;

    NettyTransport(EventLoop eventLoop, int connectMillisMax) {
        this.eventLoop = eventLoop;
        this.connectMillisMax = connectMillisMax;
    }

    @Override
    public void connect(ServerAddress address, Receiver receiver) {
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
                .connect(address.host(), address.port())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        receiver.closed("cannot connect to " + address + ": " + reason(connected.cause()));
                    }
                });
    }

    /** What the system said, without the address that Netty puts behind it. */
    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.startsWith("Connection refused")) {
            return "Connection refused";
        }
        return cause instanceof java.net.UnknownHostException ? "unknown host" : message;
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
            ending = "the connection broke: " + cause.getMessage();
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
