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
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Opens real sockets. Host names are resolved on separate threads: a DNS server that does not answer must not block the event
 * loop, which enforces the deadlines.
 */
public final class NettyTransport implements Transport {

    private static final ThreadFactory LOOKUP_THREADS = new DefaultThreadFactory("latchkey-lookup", true);

    /** Resolves a host name; may block for a long time. */
    interface Names {
        List<InetAddress> lookUp(String host) throws UnknownHostException;
    }

    private final EventLoop eventLoop;
    private final int connectMillisMax;
    private final Names names;

    public NettyTransport(EventLoop eventLoop, int connectMillisMax, Names names) {
        this.eventLoop = eventLoop;
        this.connectMillisMax = connectMillisMax;
        this.names = names;
    }

    /** Uses the system's name resolution. */
    public NettyTransport(EventLoop eventLoop, int connectMillisMax) {
        this(eventLoop, connectMillisMax, host -> List.of(InetAddress.getAllByName(host)));
    }

    @Override
    public void connect(ServerAddress address, Receiver receiver) {
        LOOKUP_THREADS.newThread(() -> lookUp(address, receiver)).start();
    }

    private void lookUp(ServerAddress address, Receiver receiver) {
        Runnable next;
        try {
            List<InetAddress> found = names.lookUp(address.host());
            next = () -> connect(address, found, 0, receiver);
        } catch (UnknownHostException e) {
            next = () -> receiver.closed("cannot connect to " + address + ": unknown host");
        }
        try {
            eventLoop.execute(next);
        } catch (RejectedExecutionException e) {
            return; // why: the client was closed during the lookup, so this connection is no longer needed
        }
    }

    /** Tries the addresses of a host in turn, each with an equal share of the connect timeout. */
    private void connect(ServerAddress address, List<InetAddress> found, int index, Receiver receiver) {
        new Bootstrap()
                .group(eventLoop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.max(1, connectMillisMax / found.size()))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Handler(receiver));
                    }
                })
                .connect(new InetSocketAddress(found.get(index), address.port()))
                .addListener(connected -> {
                    if (!connected.isSuccess() && index + 1 < found.size()) {
                        connect(address, found, index + 1, receiver);
                    } else if (!connected.isSuccess()) {
                        receiver.closed("cannot connect to " + address + ": " + reason(connected.cause()));
                    }
                });
    }

    /** The system's error message, without the address that Netty appends. */
    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.startsWith("Connection refused") ? "Connection refused" : message;
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
