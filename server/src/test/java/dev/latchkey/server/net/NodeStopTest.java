package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.server.talk.Resp;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NodeStopTest {

    private final ExecutorService others = Executors.newCachedThreadPool();

    @Test
    void whatWasReadIsAnsweredThenTheConnectionEndsInGoodOrder() throws Exception {
        String value = "v".repeat(100_000);
        String reply = Resp.bulk(value);
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            assertThat(client.hears(":1\r\n", "PUT", "k", value, "0")).isTrue();
            client.say(Resp.request("GET", "k").repeat(500));
            assertThat(client.read(reply.length()).equals(reply)).isTrue();
            Future<?> stopped = others.submit(() -> node.node.stop(Duration.ofSeconds(60)));
            String rest = client.readToEnd();
            assertThat(rest.length() % reply.length()).isZero();
            assertThat(rest.equals(reply.repeat(rest.length() / reply.length())))
                    .isTrue();
            assertThat(rest.length() / reply.length())
                    .as("one read takes them all")
                    .isEqualTo(499);
            client.close();
            stopped.get(60, TimeUnit.SECONDS);
        } finally {
            others.shutdownNow();
        }
    }

    @Test
    void idleClientSeesTheEndAndNewOnesAreNotTaken() throws Exception {
        try (TestNode node = TestNode.start();
                Client idle = node.connect()) {
            assertThat(idle.hears("+PONG\r\n", "PING")).isTrue();
            Future<?> stopped = others.submit(() -> node.node.stop(Duration.ofSeconds(60)));
            assertThat(idle.readToEnd()).isEmpty();
            assertThatThrownBy(node::connect).isInstanceOf(IOException.class);
            idle.close();
            stopped.get(60, TimeUnit.SECONDS);
            assertThat(node.connections()).isZero();
        } finally {
            others.shutdownNow();
        }
    }

    @Test
    void clientThatTakesNothingIsLeftBehindWhenTheGraceIsOver() throws Exception {
        try (TestNode node = TestNode.start();
                Client deaf = node.connect()) {
            assertThat(deaf.hears(":1\r\n", "PUT", "k", "v".repeat(1_048_576), "0"))
                    .isTrue();
            deaf.say(Resp.request("GET", "k").repeat(30));
            Await.until("replies wait", () -> node.node.figures().outputBytes() > 0);
            node.node.stop(Duration.ofMillis(50));
            assertThat(node.connections()).isZero();
        }
    }

    @Test
    void stoppingTwiceIsStoppingOnce() throws IOException {
        try (TestNode node = TestNode.start()) {
            node.node.stop(Duration.ZERO);
            node.node.close();
            assertThat(node.connections()).isZero();
        }
    }

    @Test
    void connectionsComingWhileItStopsAreNotLeftOpen() throws Exception {
        for (int round = 0; round < 10; round++) {
            try (TestNode node = TestNode.start()) {
                Future<?> crowd = others.submit(() -> {
                    while (true) {
                        try (Client client = node.connect()) {
                            client.say(Resp.request("PING"));
                        } catch (IOException refused) {
                            return;
                        }
                    }
                });
                Await.until("some have come", () -> node.node.figures().connectionsEver() > 5);
                node.node.stop(Duration.ofSeconds(60));
                assertThat(node.connections()).isZero();
                crowd.get(60, TimeUnit.SECONDS);
            }
        }
        others.shutdownNow();
    }
}
