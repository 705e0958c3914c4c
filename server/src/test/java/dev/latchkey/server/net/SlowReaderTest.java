package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.server.talk.Resp;
import dev.latchkey.wire.Limits;
import dev.latchkey.wire.verbs.Verb;
import io.netty.channel.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** LOAD-02: clients that send requests and do not read the replies. */
class SlowReaderTest {

    private static final int MILLION = 1_000_000;
    private static final String VALUE = "v".repeat(1_024);

    private final ExecutorService writers = Executors.newCachedThreadPool();

    /** Sends requests without reading. The result is whether all could be sent. */
    private Future<Boolean> flood(Client client, int requests) {
        return writers.submit(() -> {
            String thousand = Resp.request("GET", "k").repeat(1_000);
            try {
                for (int sent = 0; sent < requests; sent += 1_000) {
                    client.say(thousand);
                }
                return true;
            } catch (IOException closed) {
                return false;
            }
        });
    }

    private static Limits output(Limits.Output output) {
        Limits s = Limits.STANDARD;
        return new Limits(
                s.frames(),
                s.framesBeforeLogin(),
                s.beforeLogin(),
                s.input(),
                output,
                s.connectionsMax(),
                s.pipelinedMax(),
                s.pipelinedBytesMax());
    }

    @Test
    void millionRequestsWithoutReadingAreNotTakenAndTheirSenderIsClosed() throws Exception {
        try (TestNode node = TestNode.start();
                Client other = node.connect();
                Client deaf = node.connect()) {
            assertThat(other.hears(":1\r\n", "PUT", "k", VALUE, "0")).isTrue();
            Future<Boolean> sent = flood(deaf, MILLION);
            int paused = Limits.STANDARD.output().pausedAtBytes();
            Await.until("replies wait", () -> node.node.figures().outputBytes() >= paused);
            for (int i = 0; i < 1_000; i++) {
                assertThat(other.hears(Resp.bulk(VALUE), "GET", "k")).isTrue();
            }
            long held = BufferLedger.bytes();
            Figure.show("LOAD-02 buffer bytes held for a client that does not read", held);
            assertThat(held).isLessThan(8L * paused);
            assertThat(node.node.figures().outputBytes()).isLessThan(2L * paused);
            assertThat(node.calls(Verb.GET)).isLessThan(MILLION / 10);
            node.passTimeUntilConnections(1);
            assertThat(sent.get(60, TimeUnit.SECONDS)).isFalse();
            Await.until("nothing waits", () -> node.node.figures().outputBytes() == 0);
            assertThat(other.hears("+PONG\r\n", "PING")).isTrue();
        } finally {
            writers.shutdownNow();
        }
    }

    @Test
    void readerThatGoesOnIsNotClosedThoughTimePasses() throws Exception {
        int gets = 20_000;
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            assertThat(client.hears(":1\r\n", "PUT", "k", VALUE, "0")).isTrue();
            Future<Boolean> sent = flood(client, gets);
            String reply = Resp.bulk(VALUE);
            for (int i = 0; i < gets; i++) {
                assertThat(client.read(reply.length()).equals(reply)).isTrue();
                if (i % 200 == 0) {
                    node.passSecond();
                }
            }
            assertThat(sent.get(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            writers.shutdownNow();
        }
    }

    /** The kernel takes nothing from the server while this client reads, because the buffer of the kernel is still too full. */
    @Test
    void readerThatIsTooSlowForTheServerToWriteIsNotClosed() throws Exception {
        assumeTrue(
                IoTransport.standard() != IoTransport.NIO,
                "the selector of the JVM does not report what the kernel has sent");
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            client.socket.setReceiveBufferSize(65_536);
            assertThat(client.hears(":1\r\n", "PUT", "k", "v".repeat(1_048_576), "0"))
                    .isTrue();
            client.say(Resp.request("GET", "k").repeat(24));
            Await.until("replies wait", () -> node.node.figures().outputBytes() > 0);
            Channel channel = node.node.channels().iterator().next();
            for (int round = 0; round < 4; round++) {
                for (int second = 0; second < 20; second++) {
                    node.passSecond();
                }
                Await.until("nothing was sent for a while", () -> IoTransport.millisSinceSent(channel) >= 100);
                for (int second = 0; second < 8; second++) {
                    node.passSecond();
                    client.read(65_536);
                }
                assertThat(channel.isActive()).isTrue();
            }
            node.passTimeUntilConnections(0);
        }
    }

    @Test
    void clientThatWasHungUpOnButReadsNothingIsClosedToo() throws Exception {
        try (TestNode node = TestNode.start();
                Client other = node.connect();
                Client deaf = node.connect()) {
            assertThat(other.hears(":1\r\n", "PUT", "k", "v".repeat(1_048_576), "0"))
                    .isTrue();
            deaf.say(Resp.request("GET", "k").repeat(12) + Resp.request("QUIT"));
            deaf.finish();
            Await.until("replies wait", () -> node.node.figures().outputBytes() > 0);
            node.passTimeUntilConnections(1);
            Await.until("all buffers are back", () -> BufferLedger.buffers() == 0);
        } finally {
            writers.shutdownNow();
        }
    }

    @Test
    void allSlowReadersTogetherAreBounded() throws Exception {
        int pausedAt = 65_536;
        long most = pausedAt + 2L * 1_048_576;
        int deafClients = 60;
        List<Client> deaf = new ArrayList<>();
        try (TestNode node = TestNode.start(output(new Limits.Output(pausedAt, most, Duration.ofSeconds(30))));
                Client other = node.connect()) {
            assertThat(other.hears(":1\r\n", "PUT", "k", VALUE, "0")).isTrue();
            List<Future<Boolean>> floods = new ArrayList<>();
            for (int i = 0; i < deafClients; i++) {
                deaf.add(node.connect());
                floods.add(flood(deaf.get(i), MILLION));
            }
            Await.until("some are closed", () -> floods.stream().anyMatch(Future::isDone));
            assertThat(node.node.figures().outputBytes()).isLessThan(most + 1_048_576);
            assertThat(other.hears(Resp.bulk(VALUE), "GET", "k")).isTrue();
            for (Client client : deaf) {
                client.close();
            }
            node.awaitConnections(1);
            Await.until("nothing waits", () -> node.node.figures().outputBytes() == 0);
        } finally {
            writers.shutdownNow();
        }
    }
}
