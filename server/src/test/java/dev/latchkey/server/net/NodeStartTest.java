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
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** NET-11, as far as it can be tested in one process. */
class NodeStartTest {

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
            assertThatThrownBy(() -> Node.requireFree(NodeConfig.loopback(port)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot listen on 127.0.0.1 port " + port + ": the port is taken by another program");
        }
        Await.until("its threads are gone", () -> before.containsAll(networkThreads()));
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
        assertThatThrownBy(() -> Node.requireFree(config))
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
        Node.requireFree(NodeConfig.loopback(port));
        try (Node second = Node.start(NodeConfig.loopback(port), Talk.memory())) {
            assertThat(second.address().getPort()).isEqualTo(port);
        }
    }
}
