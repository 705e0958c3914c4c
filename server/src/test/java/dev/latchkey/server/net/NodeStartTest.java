package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.talk.Resp;
import dev.latchkey.server.talk.Talk;
import dev.latchkey.wire.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** NET-11, as far as it can be tested in one process. */
class NodeStartTest {

    private final List<String> skipped = new ArrayList<>();

    private static Set<Thread> networkThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("latchkey-net"))
                .collect(Collectors.toSet());
    }

    @Test
    void takenPortIsNamedAndNothingIsLeftRunning() throws IOException {
        Set<Thread> before = networkThreads();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                MemoryEngine engine = Talk.memory()) {
            int port = other.getLocalPort();
            assertThatThrownBy(() -> Node.start(NodeConfig.loopback(port), engine))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot listen on 127.0.0.1 port " + port + ": the port is taken by another program");
            assertThatThrownBy(() -> Node.requireFree(NodeConfig.loopback(port), skipped::add))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot listen on 127.0.0.1 port " + port + ": the port is taken by another program");
        }
        Await.until("its threads are gone", () -> before.containsAll(networkThreads()));
    }

    @Test
    void nodeListensOnAllItsAddressesWithOnePort() throws Exception {
        NodeConfig config = both(0);
        assertThat(Node.requireFree(config, skipped::add)).isEqualTo(config);
        try (MemoryEngine engine = Talk.memory();
                Node node = Node.start(config, engine)) {
            int port = node.address().getPort();
            for (int last = 1; last <= 2; last++) {
                try (Socket socket = new Socket(loopback(last), port)) {
                    socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                    assertThat(new String(socket.getInputStream().readNBytes(7), StandardCharsets.US_ASCII))
                            .isEqualTo("+PONG\r\n");
                }
            }
        }
        assertThat(skipped).isEmpty();
    }

    @Test
    void nodeListensOnNoAddressIfOneIsTaken() throws Exception {
        Set<Thread> before = networkThreads();
        try (ServerSocket other = new ServerSocket(0, 1, loopback(1));
                MemoryEngine engine = Talk.memory()) {
            int port = other.getLocalPort();
            String message = "cannot listen on 127.0.0.1 port " + port
                    + ": the port is taken by another program; the server listens on all addresses of the name"
                    + " (127.0.0.2, 127.0.0.1) or on none: specify one of them";
            assertThatThrownBy(() -> Node.requireFree(both(port), skipped::add)).hasMessage(message);
            assertThatThrownBy(() -> Node.start(both(port), engine)).hasMessage(message);
            new ServerSocket(port, 1, loopback(2)).close(); // nothing listens there
        }
        Await.until("its threads are gone", () -> before.containsAll(networkThreads()));
    }

    /** For example an IPv6 address of localhost where IPv6 is disabled. */
    @Test
    void addressThatThisMachineDoesNotHaveIsLeftOutIfThereAreOthers() throws Exception {
        NodeConfig config = new NodeConfig(
                List.of(new InetSocketAddress(loopback(1), 0), new InetSocketAddress("192.0.2.1", 0)),
                Credentials.NONE,
                true,
                Limits.STANDARD,
                1);
        assertThat(Node.requireFree(config, skipped::add).addresses())
                .containsExactly(new InetSocketAddress(loopback(1), 0));
        assertThat(skipped).containsExactly("cannot listen on 192.0.2.1 port 0: Cannot assign requested address");
    }

    private static InetAddress loopback(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    }

    private static NodeConfig both(int port) throws UnknownHostException {
        return new NodeConfig(
                List.of(new InetSocketAddress(loopback(2), port), new InetSocketAddress(loopback(1), port)),
                Credentials.NONE,
                false,
                Limits.STANDARD,
                1);
    }

    @Test
    void addressOfAnotherMachineIsNamed() {
        NodeConfig config = new NodeConfig(
                new InetSocketAddress("192.0.2.1", 0),
                Credentials.of(Resp.bytes(Talk.PASSWORD)),
                false,
                Limits.STANDARD,
                1);
        assertThatThrownBy(() -> Node.start(config, Talk.memory()))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot listen on 192.0.2.1 port 0: Cannot assign requested address");
        assertThatThrownBy(() -> Node.requireFree(config, skipped::add))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot listen on 192.0.2.1 port 0: Cannot assign requested address");
    }

    @Test
    void portOfAStoppedNodeIsFreeAtOnce() throws IOException {
        int port;
        try (TestNode first = TestNode.start();
                Client client = first.connect()) {
            assertThat(client.hears("+PONG\r\n", "PING")).isTrue();
            port = first.node.address().getPort();
        }
        Node.requireFree(NodeConfig.loopback(port), skipped::add);
        try (Node second = Node.start(NodeConfig.loopback(port), Talk.memory())) {
            assertThat(second.address().getPort()).isEqualTo(port);
        }
    }
}
