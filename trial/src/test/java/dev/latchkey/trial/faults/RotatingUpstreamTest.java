package dev.latchkey.trial.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.link.NameResolver;
import dev.latchkey.client.link.ServerAddress;
import dev.latchkey.seams.SystemTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy and a host name with several addresses. */
@Timeout(60)
final class RotatingUpstreamTest {

    private NameResolver names = addresses(1);

    private static InetAddress loopback(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    }

    private static NameResolver addresses(Integer... lasts) {
        return host -> {
            List<InetAddress> all = new ArrayList<>();
            for (int last : Arrays.asList(lasts)) {
                all.add(loopback(last));
            }
            return all;
        };
    }

    private static int port(FaultProxy proxy) {
        return Integer.parseInt(proxy.address().substring(proxy.address().lastIndexOf(':') + 1));
    }

    private static Upstream upstream(int port, NameResolver names) {
        return new RotatingUpstream(List.of(new ServerAddress("kv", port)), 10_000, names);
    }

    private static String connected(Upstream upstream) throws IOException {
        try (Socket socket = upstream.connect()) {
            return socket.getInetAddress().getHostAddress();
        }
    }

    @Test
    void nextAddressIsTriedIfOneRefusesAndKeptWhileItAnswers() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 10, loopback(1))) {
            Upstream upstream = upstream(server.getLocalPort(), addresses(2, 1));
            assertThat(connected(upstream)).isEqualTo("127.0.0.1");
            assertThat(connected(upstream)).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void nextAddressIsTriedAfterAConnectionWithoutAReply() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 10, loopback(1));
                ServerSocket two = new ServerSocket(one.getLocalPort(), 10, loopback(2))) {
            Upstream upstream = upstream(two.getLocalPort(), addresses(2, 1));
            assertThat(connected(upstream)).isEqualTo("127.0.0.2");
            upstream.unanswered();
            assertThat(connected(upstream)).isEqualTo("127.0.0.1");
            upstream.unanswered();
            assertThat(connected(upstream)).isEqualTo("127.0.0.2");
        }
    }

    @Test
    void nameIsLookedUpForEachConnection() throws IOException {
        names = addresses(2);
        try (ServerSocket server = new ServerSocket(0, 10, loopback(1))) {
            Upstream upstream = upstream(server.getLocalPort(), host -> names.resolve(host));
            assertThatThrownBy(upstream::connect)
                    .hasMessage("cannot connect to kv:" + server.getLocalPort() + " (127.0.0.2): Connection refused");
            names = addresses(1);
            assertThat(connected(upstream)).isEqualTo("127.0.0.1");
        }
    }

    /** A client of the proxy gives up on a silent server and reconnects, and then reaches the other address. */
    @Test
    void proxyGoesOnToTheNextAddressIfOneIsSilent() throws Exception {
        try (ServerSocket one = new ServerSocket(0, 10, loopback(1));
                ServerSocket silent = new ServerSocket(one.getLocalPort(), 10, loopback(2))) {
            Upstream upstream = upstream(silent.getLocalPort(), addresses(2, 1));
            FaultProxy proxy = new FaultProxy(upstream, () -> Fault.NONE, FaultLog.NOWHERE, SystemTime.INSTANCE);
            try (Socket client = new Socket(loopback(1), port(proxy))) {
                client.getOutputStream().write("*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII));
                try (Socket accepted = silent.accept()) {
                    assertThat(accepted.getInputStream().readNBytes(14)).hasSize(14);
                    client.close();
                    assertThat(accepted.getInputStream().read()).isNegative();
                }
            }
            proxy.close(); // why: waits until the connection has ended
            assertThat(connected(upstream)).isEqualTo("127.0.0.1");
        }
    }

    /** What the server has received must be executed before the proxy is closed, even if the thread is interrupted. */
    @Test
    void interruptDoesNotKeepTheProxyFromWaitingForItsConnections() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, loopback(1))) {
            FaultProxy proxy = new FaultProxy(
                    upstream(server.getLocalPort(), addresses(1)),
                    () -> Fault.NONE,
                    FaultLog.NOWHERE,
                    SystemTime.INSTANCE);
            try (Socket client = new Socket(loopback(1), port(proxy))) {
                client.getOutputStream().write("*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII));
                Socket accepted = server.accept();
                assertThat(accepted.getInputStream().readNBytes(14)).hasSize(14);
                FutureTask<Boolean> executed = new FutureTask<>(() -> {
                    boolean toTheEnd = accepted.getInputStream().read() < 0;
                    accepted.close();
                    return toTheEnd;
                });
                new Thread(executed, "server").start();
                Thread.currentThread().interrupt();
                proxy.close();
                assertThat(Thread.interrupted()).as("the interrupt status").isTrue();
                assertThat(executed.get()).isTrue();
                assertThat(proxy.carriers()).isZero();
            }
        }
    }
}
