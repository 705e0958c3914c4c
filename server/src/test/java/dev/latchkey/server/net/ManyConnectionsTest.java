package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.latchkey.wire.Limits;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** LOAD-01: many idle connections. */
class ManyConnectionsTest {

    private static final int CROWD = 10_000;
    private static final int DESCRIPTORS_TO_SPARE = 500;

    /** The size of the heap after garbage collections. */
    private static long heapBytes() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static long descriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    private static int crowdThatFits() {
        long most =
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getMaxFileDescriptorCount();
        return (int) Math.min(CROWD, most - descriptors() - DESCRIPTORS_TO_SPARE);
    }

    @Test
    void idleConnectionsCostLittleAndLeaveNothingBehind() throws IOException {
        int crowd = crowdThatFits();
        try (TestNode node = TestNode.start();
                Client other = node.connect()) {
            assertThat(other.hears("+PONG\r\n", "PING")).isTrue();
            long descriptorsBefore = descriptors();
            long before = heapBytes();
            try (IdleCrowd clients = IdleCrowd.of(crowd, node.node.address().getPort())) {
                assertThat(clients.isComplete()).isTrue();
                assertThat(node.connections()).isEqualTo(crowd + 1);
                long each = (heapBytes() - before) / crowd;
                Figure.show("LOAD-01 heap bytes for each of " + crowd + " idle connections", each);
                assertThat(each).isBetween(100L, 20_480L);
                Await.until("idle connections hold no buffer", () -> BufferLedger.buffers() == 0);
                assertThat(other.hears("+PONG\r\n", "PING")).isTrue();
            }
            node.awaitConnections(1);
            assertThat(descriptors()).isLessThan(descriptorsBefore + 100);
            Figure.show("LOAD-01 heap bytes left behind in all", heapBytes() - before);
            assertThat(other.hears("+PONG\r\n", "PING")).isTrue();
        }
    }

    @Test
    void oneConnectionTooManyIsToldSoAndClosed() throws IOException {
        try (TestNode node = TestNode.start(Limits.STANDARD.withConnectionsMax(3))) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(node.connect());
                assertThat(clients.get(i).hears("+PONG\r\n", "PING")).isTrue();
            }
            for (int i = 0; i < 5; i++) {
                try (Client refused = node.connect()) {
                    assertThat(refused.readToEnd()).isEqualTo("-ERR max number of clients reached\r\n");
                }
            }
            assertThat(node.node.figures().connectionsRefused()).isEqualTo(5);
            assertThat(clients.get(2).hears("+PONG\r\n", "PING")).isTrue();
            clients.remove(0).close();
            node.awaitConnections(2);
            try (Client next = node.connect()) {
                assertThat(next.hears("+PONG\r\n", "PING")).isTrue();
            }
            for (Client client : clients) {
                client.close();
            }
            node.awaitConnections(0);
        }
    }

    @Test
    void comingAndGoingLeavesNothingBehind() throws IOException {
        try (TestNode node = TestNode.start()) {
            for (int i = 0; i < 2_000; i++) {
                try (Client client = node.connect()) {
                    assertThat(client.hears("+PONG\r\n", "PING")).isTrue();
                }
            }
            node.awaitConnections(0);
            assertThat(node.node.figures().connectionsEver()).isEqualTo(2_000);
        }
    }
}
