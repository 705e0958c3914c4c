package dev.latchkey.app.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.NameResolver;
import dev.latchkey.client.link.NettyLoop;
import dev.latchkey.client.link.NettyTransport;
import dev.latchkey.core.Version;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** NET-12: real clients of a host name that has several addresses, or other ones than before. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class SeveralAddressesTest {

    /** What the name means at the moment; read by the threads that look names up. */
    private volatile NameResolver names = NameResolver.SYSTEM;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private Latchkey client(ClientConfig config, NameResolver names) {
        EventLoop eventLoop = group.next();
        return Latchkey.over(
                new NettyLoop(eventLoop), new NettyTransport(eventLoop, 10_000, names), new Random(1), config);
    }

    private static ClientConfig config(int port) {
        return Store.config("kv:" + port).withAnswerTimeout(Duration.ofSeconds(1));
    }

    private static List<InetAddress> loopback(int... lasts) throws UnknownHostException {
        List<InetAddress> all = new ArrayList<>();
        for (int last : lasts) {
            all.add(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}));
        }
        return all;
    }

    @Test
    void serverIsFoundBehindAnAddressThatRefuses() throws Exception {
        try (Store store = new Store();
                Latchkey latchkey = client(config(store.address().getPort()), host -> loopback(2, 1))) {
            assertThat(latchkey.clerk().put("k", "v", Version.NONE)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
        }
    }

    @Test
    void serverIsFoundBehindAnAddressThatAcceptsAndIsSilent() throws Exception {
        try (Store store = new Store();
                ServerSocket silent = new ServerSocket(
                        store.address().getPort(), 10, loopback(2).get(0));
                Latchkey latchkey = client(config(silent.getLocalPort()), host -> loopback(2, 1))) {
            assertThat(latchkey.clerk().put("k", "v", Version.NONE)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
        }
    }

    @Test
    void serverIsFoundAfterItsNameHasChanged() throws Exception {
        names = host -> loopback(2);
        try (Store store = new Store();
                Latchkey latchkey = client(config(store.address().getPort()), host -> names.resolve(host))) {
            assertThatThrownBy(() -> latchkey.clerk()
                            .withDeadline(Duration.ofMillis(300))
                            .get("k"))
                    .isInstanceOf(NotSentException.class)
                    .hasMessageContaining(
                            "cannot connect to kv:" + store.address().getPort() + " (127.0.0.2): ");
            names = host -> loopback(1);
            assertThat(latchkey.clerk().get("k")).isEmpty();
        }
    }

    @Test
    void resolverThatThrowsDoesNotStopTheClient() throws Exception {
        names = host -> {
            throw new SecurityException("forbidden");
        };
        try (Store store = new Store();
                Latchkey latchkey = client(config(store.address().getPort()), host -> names.resolve(host))) {
            assertThatThrownBy(() -> latchkey.clerk()
                            .withDeadline(Duration.ofMillis(300))
                            .get("k"))
                    .isInstanceOf(NotSentException.class)
                    .hasMessageContaining("forbidden");
            names = host -> loopback(1);
            assertThat(latchkey.clerk().get("k")).isEmpty();
        }
    }
}
