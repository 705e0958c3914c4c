package dev.latchkey.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.channel.uring.IoUringTcpInfo;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How event loops wait for sockets. A node uses the one that its configuration names, otherwise {@link #standard}. */
public enum IoTransport {
    /** The submission and completion queues of Linux, which many containers forbid. */
    IO_URING(IoUringServerSocketChannel.class) {
        @Override
        IoHandlerFactory handlers() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        @Nullable
        Throwable unavailabilityCause() {
            return IoUring.unavailabilityCause();
        }

        @Override
        Optional<Keepalive> keepalive() {
            return Optional.of(new Keepalive(
                    IoUringChannelOption.TCP_KEEPIDLE,
                    IoUringChannelOption.TCP_KEEPINTVL,
                    IoUringChannelOption.TCP_KEEPCNT));
        }
    },
    /** The event queues of Linux. */
    EPOLL(EpollServerSocketChannel.class) {
        @Override
        IoHandlerFactory handlers() {
            return new PersistentEpollRegistration(EpollIoHandler.newFactory());
        }

        @Override
        @Nullable
        Throwable unavailabilityCause() {
            return Epoll.unavailabilityCause();
        }

        @Override
        Optional<Keepalive> keepalive() {
            return Optional.of(new Keepalive(
                    EpollChannelOption.TCP_KEEPIDLE, EpollChannelOption.TCP_KEEPINTVL, EpollChannelOption.TCP_KEEPCNT));
        }
    },
    /** The selector of the JVM, which works everywhere. */
    NIO(NioServerSocketChannel.class) {
        @Override
        IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        @Nullable
        Throwable unavailabilityCause() {
            return null;
        }

        @Override
        Optional<Keepalive> keepalive() {
            return Optional.empty();
        }
    };

    /** The system property by which the tests of this project run with another transport. */
    private static final String TESTED = "latchkey.tests.transport";

    private final Class<? extends ServerChannel> channelType;

    IoTransport(Class<? extends ServerChannel> channelType) {
        this.channelType = channelType;
    }

    /** The options of a socket that set its keep-alive times. */
    record Keepalive(
            ChannelOption<Integer> idleSeconds, ChannelOption<Integer> intervalSeconds, ChannelOption<Integer> count) {}

    /** Returns the transport of nodes whose configuration names none: epoll if it is available, otherwise NIO. */
    static IoTransport standard() {
        String tested = System.getProperty(TESTED, "");
        return !tested.isEmpty() ? valueOf(tested) : EPOLL.isAvailable() ? EPOLL : NIO;
    }

    /** Returns the transport with a name, {@code io_uring}, {@code epoll} or {@code nio}; empty if there is none. */
    public static Optional<IoTransport> named(String name) {
        return Arrays.stream(values())
                .filter(transport -> transport.toString().equals(name))
                .findFirst();
    }

    /** Whether this machine and its container allow it. */
    public boolean isAvailable() {
        return unavailabilityCause() == null;
    }

    /** Returns why it is not available, in a line; empty if it is. */
    public Optional<String> whyUnavailable() {
        Throwable cause = unavailabilityCause();
        if (cause == null) {
            return Optional.empty();
        }
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Optional.of(
                String.valueOf(cause.getMessage()).lines().findFirst().orElse(""));
    }

    /** Returns why a server on Linux that could choose does without epoll; empty if it does not, or if the system has none. */
    static Optional<String> whyNotEpoll() {
        return System.getProperty("os.name", "").equals("Linux") ? EPOLL.whyUnavailable() : Optional.empty();
    }

    @Nullable
    abstract Throwable unavailabilityCause();

    /** The name in settings and statistics. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value of {@link #millisSinceSent} if the kernel cannot be asked or the peer does not acknowledge what it is sent. */
    private static final long UNKNOWN = Long.MAX_VALUE;

    /**
     * Returns for how many milliseconds the kernel has sent no output of the channel. If less than at an earlier call, it has sent some in
     * between, and so the peer has made room for it by reading. Why the kernel is asked: it takes more from the server only when about a
     * third of its own buffer, up to several MiB, is free again.
     */
    static long millisSinceSent(Channel channel) {
        if (!channel.isActive()) {
            return UNKNOWN;
        }
        if (channel instanceof EpollSocketChannel socket) {
            EpollTcpInfo info = socket.tcpInfo();
            return info.retransmits() > 0 ? UNKNOWN : info.lastDataSent();
        }
        if (channel instanceof IoUringSocketChannel socket) {
            IoUringTcpInfo info = socket.tcpInfo();
            return info.retransmits() > 0 ? UNKNOWN : info.lastDataSent();
        }
        return UNKNOWN;
    }

    abstract IoHandlerFactory handlers();

    /** Returns the options for keep-alive times; empty if they are left to the kernel. */
    abstract Optional<Keepalive> keepalive();

    Class<? extends ServerChannel> channelType() {
        return channelType;
    }

    MultiThreadIoEventLoopGroup newGroup(int threads) {
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("latchkey-net"), handlers());
    }
}
