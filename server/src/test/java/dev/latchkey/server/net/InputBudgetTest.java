package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.seams.ManualTime;
import dev.latchkey.server.budget.ByteBudget;
import dev.latchkey.server.budget.RateLimitedLog;
import dev.latchkey.server.talk.Talk;
import dev.latchkey.wire.Limits;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** LOAD-03: the limit on incomplete requests of all clients together. */
class InputBudgetTest {

    private static final Limits SMALL = Limits.STANDARD.withInputShare(0);
    private static final String HALF = "*4\r\n$3\r\nPUT\r\n$1\r\nk\r\n$1048576\r\n" + "x".repeat(1_000_000);
    private static final String REFUSAL = "-ERR Protocol error: too many bytes of unfinished requests are held for all"
            + " connections together; try again later\r\n";

    /** Sends half of a large request on new connections until one of all is refused. */
    private static void holdUntilOneIsRefused(TestNode node, List<Client> held) throws IOException {
        while (node.node.figures().commands().protocolErrors() == 0 && held.size() < 10) {
            Client client = node.connect();
            held.add(client);
            long allBytes = 1_000_000L * held.size();
            client.say(HALF);
            Await.until(
                    "it is held or one is refused",
                    () -> node.node.figures().inputBytes() >= allBytes
                            || node.node.figures().commands().protocolErrors() > 0);
        }
    }

    @Test
    void oneOfTheLargestIsRefusedWhenTheBudgetIsFullAndSmallOnesAreNot() throws IOException {
        List<Client> held = new ArrayList<>();
        try (TestNode node = TestNode.start(SMALL);
                Client small = node.connect();
                Client other = node.connect()) {
            small.say("*4\r\n$3\r\nPUT\r\n$5\r\nsmall\r\n$1000\r\n");
            holdUntilOneIsRefused(node, held);
            assertThat(held).hasSizeBetween(2, 5);
            Await.until(
                    "all fit",
                    () -> node.node.figures().inputBytes() <= SMALL.input().allConnectionsBytesMax());
            assertThat(other.hears(":1\r\n", "PUT", "other", "v", "0")).isTrue();
            small.say("x".repeat(1_000) + "\r\n$1\r\n0\r\n");
            assertThat(small.read(4)).isEqualTo(":1\r\n");
            List<String> replies = new ArrayList<>();
            for (Client client : held) {
                client.socket.shutdownOutput();
                replies.add(client.readToEnd());
            }
            long refused = node.node.figures().commands().protocolErrors();
            assertThat(refused).isBetween(1L, held.size() - 1L);
            assertThat(replies.stream().filter(REFUSAL::equals)).hasSize((int) refused);
            for (Client client : held) {
                client.close();
            }
            Await.until("nothing is held", () -> node.node.figures().inputBytes() == 0);
            assertThat(other.hears("+PONG\r\n", "PING")).isTrue();
        }
    }

    @Test
    void wordsThatWereTakenInOfAnUnfinishedRequestCountToo() {
        Talk talk = Talk.open();
        talk.say("*3\r\n$3\r\nPUT\r\n$1000\r\n" + "k".repeat(1_000) + "\r\n$50\r\nx");
        assertThat(talk.conversation.heldBytes()).isBetween(1_003L, 1_100L);
        talk.say("x".repeat(49) + "\r\n");
        assertThat(talk.conversation.heldBytes()).isZero();
    }

    @Test
    void lackOfMemoryIsOneLineForAllAndNoBug() {
        List<String> lines = new ArrayList<>();
        RateLimitedLog line = new RateLimitedLog(new ManualTime(), lines::add);
        for (int i = 0; i < 3; i++) {
            EmbeddedChannel channel = new EmbeddedChannel(new ConnectionHandler(
                    Shared.with(new ByteBudget(1), new ByteBudget(1), line), any -> Talk.open().conversation));
            channel.pipeline().fireExceptionCaught(new OutOfMemoryError("Java heap space"));
            channel.checkException();
            assertThat(channel.isOpen()).isFalse();
        }
        assertThat(lines).containsExactly("embedded: closed, out of memory: Java heap space");
    }
}
