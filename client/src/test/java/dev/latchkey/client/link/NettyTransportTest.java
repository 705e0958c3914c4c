package dev.latchkey.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NettyTransportTest {

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final CompletableFuture<String> first = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    private final Transport.Receiver receiver = new Transport.Receiver() {
        @Override
        public void opened(Transport.Pipe pipe) {
            first.complete("opened");
            pipe.close();
        }

        @Override
        public void received(ByteBuf bytes) {
            first.complete("received");
        }

        @Override
        public void closed(String why) {
            first.complete(why);
            ended.complete(why);
        }
    };

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private NettyTransport transport(NettyTransport.Names names) {
        return new NettyTransport(group.next(), 20_000, names);
    }

    @Test
    void slowNameLookupDoesNotBlockTheLoop() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        transport(host -> {
                    awaitUninterrupted(answer);
                    throw new UnknownHostException(host);
                })
                .connect(new ServerAddress("kv.invalid", 1), receiver);
        assertThat(group.next().submit(() -> "the loop runs").get(30, TimeUnit.SECONDS))
                .isEqualTo("the loop runs");
        assertThat(first).isNotDone();
        answer.countDown();
        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("cannot connect to kv.invalid:1: unknown host");
    }

    @Test
    void nextAddressOfAHostIsTriedWhenOneIsUnreachable() throws Exception {
        InetAddress here = loopback(1);
        try (ServerSocket server = new ServerSocket(0, 1, here)) {
            transport(host -> List.of(loopback(2), here))
                    .connect(new ServerAddress("two.invalid", server.getLocalPort()), receiver);
            assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("opened");
            assertThat(ended.get(30, TimeUnit.SECONDS)).isNotEmpty();
        }
    }

    @Test
    void hostWhoseAddressesAllRefuseReportsItOnce() throws Exception {
        int free;
        try (ServerSocket server = new ServerSocket(0)) {
            free = server.getLocalPort();
        }
        transport(host -> List.of(loopback(2), loopback(3))).connect(new ServerAddress("two.invalid", free), receiver);
        assertThat(first.get(30, TimeUnit.SECONDS))
                .isEqualTo("cannot connect to two.invalid:" + free + ": Connection refused");
    }

    /** One of the loopback addresses, 127.0.0.0/8. */
    private static InetAddress loopback(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
