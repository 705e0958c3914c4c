package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.seams.ManualTime;
import dev.latchkey.server.budget.RateLimitedLog;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptFailuresTest {

    @Test
    void manyFailuresAreOneLineAndReachNobodyElse() {
        List<String> lines = new ArrayList<>();
        EmbeddedChannel channel =
                new EmbeddedChannel(new AcceptFailures(new RateLimitedLog(new ManualTime(), lines::add)));
        for (int i = 0; i < 60; i++) {
            channel.pipeline().fireExceptionCaught(new IOException("accept failed: Too many open files"));
        }
        channel.checkException();
        assertThat(lines).containsExactly("cannot accept a connection: accept failed: Too many open files");
    }

    @Test
    void nodeRestsAfterAFailureAndAcceptsAgain() throws IOException {
        try (TestNode node = TestNode.start()) {
            Channel listener = node.node.listener();
            listener.pipeline().fireExceptionCaught(new IOException("Too many open files"));
            boolean rests = listener.eventLoop()
                    .submit(() -> !listener.config().isAutoRead())
                    .syncUninterruptibly()
                    .getNow();
            assertThat(rests).isTrue();
            assertThat(listener.pipeline().last()).isInstanceOf(AcceptFailures.class);
            try (Client client = node.connect()) {
                assertThat(client.hears("+PONG\r\n", "PING")).isTrue();
            }
        }
    }
}
