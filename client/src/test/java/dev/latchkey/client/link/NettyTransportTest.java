package dev.latchkey.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NettyTransportTest {

    private final EventLoopGroup group = EventLoops.newGroup("test");
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

    private static final class Answer implements Transport.Resolution {
        final CompletableFuture<String> text = new CompletableFuture<>();

        @Override
        public void found(List<Endpoint> endpoints) {
            text.complete(endpoints.toString());
        }

        @Override
        public void failed(String why) {
            text.complete(why);
        }

        String get() throws Exception {
            return text.get(30, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private NettyTransport transport(NameResolver names) {
        return new NettyTransport(group.next(), 20_000, names);
    }

    /** Looks a name up, on the loop as the contract requires. */
    private Answer lookUp(NettyTransport transport, String host) {
        Answer answer = new Answer();
        group.next().execute(() -> transport.resolve(new ServerAddress(host, 1), answer));
        return answer;
    }

    private void loopHasRun() throws Exception {
        assertThat(group.next().submit(() -> "the loop runs").get(30, TimeUnit.SECONDS))
                .isEqualTo("the loop runs");
    }

    @Test
    void allAddressesOfANameAreFoundAndDuplicatesAreDropped() throws Exception {
        NettyTransport transport = transport(host -> List.of(loopback(2), loopback(1), loopback(2)));
        assertThat(lookUp(transport, "two.invalid").get())
                .isEqualTo("[two.invalid:1 (127.0.0.2), two.invalid:1 (127.0.0.1)]");
    }

    @Test
    void slowNameLookupDoesNotBlockTheLoop() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Answer answer = lookUp(
                transport(host -> {
                    awaitUninterrupted(release);
                    throw new UnknownHostException(host);
                }),
                "kv.invalid");
        loopHasRun();
        assertThat(answer.text).isNotDone();
        release.countDown();
        assertThat(answer.get()).isEqualTo("unknown host");
    }

    /** Why: a name service that does not answer must not collect threads. */
    @Test
    void lookupOfANameThatIsBeingLookedUpWaitsForItsResult() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger lookups = new AtomicInteger();
        NettyTransport transport = transport(host -> {
            lookups.incrementAndGet();
            awaitUninterrupted(release);
            return List.of(loopback(1));
        });
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(lookUp(transport, "kv.invalid"));
        }
        loopHasRun();
        release.countDown();
        assertThat(answers.get(199).get()).isEqualTo("[kv.invalid:1 (127.0.0.1)]");
        assertThat(lookups).hasValue(1);
        assertThat(lookUp(transport, "kv.invalid").get()).isEqualTo("[kv.invalid:1 (127.0.0.1)]");
        assertThat(lookups).hasValue(2);
    }

    @Test
    void everyFailureOfTheResolverIsReported() throws Exception {
        assertThat(lookUp(
                                transport(host -> {
                                    throw new SecurityException("not allowed");
                                }),
                                "kv.invalid")
                        .get())
                .isEqualTo("cannot resolve the host name: java.lang.SecurityException: not allowed");
        assertThat(lookUp(
                                transport(host -> {
                                    throw new NoClassDefFoundError("Provider");
                                }),
                                "kv.invalid")
                        .get())
                .isEqualTo("cannot resolve the host name: java.lang.NoClassDefFoundError: Provider");
        assertThat(lookUp(transport(host -> List.of()), "kv.invalid").get()).isEqualTo("the host name has no address");
    }

    @Test
    void addressThatIsReachableOpens() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, loopback(1))) {
            transport(NameResolver.SYSTEM).connect(endpoint(server.getLocalPort()), receiver);
            assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("opened");
            assertThat(ended.get(30, TimeUnit.SECONDS)).isNotEmpty();
        }
    }

    @Test
    void addressThatRefusesIsReportedWithoutTheAddressThatNettyAppends() throws Exception {
        int free;
        try (ServerSocket server = new ServerSocket(0)) {
            free = server.getLocalPort();
        }
        transport(NameResolver.SYSTEM).connect(endpoint(free), receiver);
        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("Connection refused");
    }

    private static Endpoint endpoint(int port) throws UnknownHostException {
        return new Endpoint(new ServerAddress("kv.invalid", port), loopback(1));
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
