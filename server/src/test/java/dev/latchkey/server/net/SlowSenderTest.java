package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.talk.Resp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** NET-06 and LOAD-03: many incomplete requests at the same time, and requests that announce too large a size. */
class SlowSenderTest {

    private static final int MEBIBYTE = 1_048_576;

    private static void closeAll(List<Client> clients) throws IOException {
        for (Client client : clients) {
            client.close();
        }
    }

    @Test
    void thousandSlowSendersCostLittleHinderNobodyAndAreClosedAtTheDeadline() throws IOException {
        int count = 1_000;
        List<Client> slow = new ArrayList<>();
        try (TestNode node = TestNode.start();
                Client other = node.connect()) {
            assertThat(other.hears(":1\r\n", "PUT", "k", "v", "0")).isTrue();
            for (int i = 0; i < count; i++) {
                slow.add(node.connect());
                slow.get(i).say("*3\r\n$3\r\nPUT\r\n$1\r\nk\r\n$100\r\nabc");
            }
            Await.until("all of it has come", () -> BufferLedger.buffers() == count);
            assertThat(BufferLedger.bytes() / count).isLessThanOrEqualTo(16_384);
            Figure.show("NET-06 buffer bytes for each slow sender", BufferLedger.bytes() / count);
            assertThat(other.hears("$1\r\nv\r\n", "GET", "k")).isTrue();
            node.passTimeUntilConnections(1);
            Await.until("all buffers are back", () -> BufferLedger.buffers() == 0);
            assertThat(slow.get(0).readToEnd()).isEmpty();
            assertThat(other.hears("$1\r\nv\r\n", "GET", "k")).isTrue();
            assertThat(node.engine.keyspace().revision()).isEqualTo(1);
        } finally {
            closeAll(slow);
        }
    }

    @Test
    void busySenderThatTurnsSlowKeepsNoBigBuffer() throws IOException {
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            String pings = Resp.request("PING").repeat(20_000);
            String pongs = "+PONG\r\n".repeat(20_000);
            client.say(pings);
            assertThat(client.read(pongs.length())).isEqualTo(pongs);
            client.say("*2");
            Await.until("it has come", () -> BufferLedger.buffers() == 1);
            Await.until("it is kept in little room", () -> BufferLedger.bytes() <= 4_096);
        }
    }

    @Test
    void halfOfManyBigValuesGrowsOnlyAsItComes() throws IOException {
        int count = 50;
        int half = MEBIBYTE / 2;
        List<Client> clients = new ArrayList<>();
        try (TestNode node = TestNode.start()) {
            String header = "*4\r\n$3\r\nPUT\r\n$1\r\nk\r\n$1048576\r\n";
            for (int i = 0; i < count; i++) {
                clients.add(node.connect());
                clients.get(i).say(header);
            }
            node.awaitConnections(count);
            assertThat(BufferLedger.bytes()).isLessThanOrEqualTo(count * 65_536L);
            for (Client client : clients) {
                client.say("x".repeat(half));
            }
            Await.until("half has come", () -> BufferLedger.bytes() >= (long) count * half);
            assertThat(BufferLedger.bytes()).isLessThanOrEqualTo(count * (2L * half + 65_536));
            Figure.show("LOAD-03 buffer bytes for each half MiB", BufferLedger.bytes() / count);
            clients.get(0).say("x".repeat(half) + "\r\n$1\r\n0\r\n");
            assertThat(clients.get(0).read(4)).isEqualTo(":1\r\n");
        } finally {
            closeAll(clients);
        }
    }

    @Test
    void hugeAnnouncementsAreRefusedByTheirHeader() throws IOException {
        try (TestNode node = TestNode.start();
                Client other = node.connect()) {
            for (long bytes :
                    new long[] {MEBIBYTE + 1, 512L * MEBIBYTE, 1_024L * MEBIBYTE, 4_294_967_296L, Long.MAX_VALUE}) {
                try (Client client = node.connect()) {
                    client.say("*4\r\n$3\r\nPUT\r\n$1\r\nk\r\n$" + bytes + "\r\n");
                    assertThat(client.readToEnd())
                            .isEqualTo(
                                    "-ERR Protocol error: invalid bulk length: an argument has 0 to 1048576 bytes\r\n");
                }
            }
            try (Client client = node.connect()) {
                client.say("*1073741824\r\n");
                assertThat(client.readToEnd())
                        .isEqualTo(
                                "-ERR Protocol error: invalid multibulk length: a request has 1 to 2048 arguments\r\n");
            }
            assertThat(other.hears("+PONG\r\n", "PING")).isTrue();
            assertThat(BufferLedger.bytes()).isLessThan(MEBIBYTE);
        }
    }
}
