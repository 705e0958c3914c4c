package dev.latchkey.server.net;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Optional;

/** How event loops wait for sockets: with epoll if Netty's native library loads, otherwise with Java's selector (NIO). */
enum IoTransport {
    EPOLL(EpollServerSocketChannel.class) {
        @Override
        IoHandlerFactory handlers() {
            return new PersistentEpollRegistration(EpollIoHandler.newFactory());
        }
    },
    NIO(NioServerSocketChannel.class) {
        @Override
        IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }
    };

    private final Class<? extends ServerChannel> channelType;

    IoTransport(Class<? extends ServerChannel> channelType) {
        this.channelType = channelType;
    }

    static IoTransport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    /** Returns why a server on Linux does without epoll; empty if it does not, or if the system has none. */
    static Optional<String> whyNotEpoll() {
        Throwable cause = Epoll.unavailabilityCause();
        if (cause == null || !System.getProperty("os.name", "").equals("Linux")) {
            return Optional.empty();
        }
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Optional.of(
                String.valueOf(cause.getMessage()).lines().findFirst().orElse(""));
    }

    /** The value of {@link #millisSinceSent} if the kernel cannot be asked or the peer does not acknowledge what it is sent. */
    private static final long UNKNOWN = Long.MAX_VALUE;

    /**
     * Returns for how many milliseconds the kernel has sent no output of the channel. If less than at an earlier call, it has sent some in
     * between, and so the peer has made room for it by reading. Why the kernel is asked: it takes more from the server only when about a
     * third of its own buffer, up to several MiB, is free again.
     */
    static long millisSinceSent(Channel channel) {
        if (!(channel instanceof EpollSocketChannel socket) || !socket.isActive()) {
            return UNKNOWN;
        }
        EpollTcpInfo info = socket.tcpInfo();
        return info.retransmits() > 0 ? UNKNOWN : info.lastDataSent();
    }

    abstract IoHandlerFactory handlers();

    Class<? extends ServerChannel> channelType() {
        return channelType;
    }

    MultiThreadIoEventLoopGroup newGroup(int threads) {
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("latchkey-net"), handlers());
    }
}
