package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.talk.Resp;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** NET-07 on a socket: replies to long pipelines are complete and in order. */
class PipelineTest {

    private static final int MEBIBYTE = 1_048_576;

    @Test
    void requestsInSingleBytesAreAnsweredAlike() throws IOException {
        String script = Resp.request("PUT", "k", "v", "0") + Resp.request("GETV", "k") + "get k\r\n"
                + Resp.request("DEL", "k", "1");
        String replies = ":1\r\n*3\r\n$1\r\nv\r\n:1\r\n:1\r\n$1\r\nv\r\n:2\r\n";
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            for (int i = 0; i < script.length(); i++) {
                client.say(script.substring(i, i + 1));
            }
            assertThat(client.read(replies.length())).isEqualTo(replies);
        }
    }

    @Test
    void tenThousandRequestsInOneWriteAreAnsweredInOrder() throws IOException {
        StringBuilder requests = new StringBuilder();
        StringBuilder replies = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            boolean put = i % 2 == 0;
            requests.append(put ? Resp.request("PUT", "k" + i, "v" + i, "0") : Resp.request("GET", "k" + (i - 1)));
            replies.append(put ? ":1\r\n" : Resp.bulk("v" + (i - 1)));
        }
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            client.say(requests.toString());
            assertThat(client.read(replies.length())).isEqualTo(replies.toString());
        }
    }

    @Test
    void bigRepliesBehindAFullSocketStayWholeAndInOrder() throws Exception {
        int rounds = 20;
        int gets = 20;
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            assertThat(client.hears(":1\r\n", "PUT", "big", "x".repeat(MEBIBYTE), "0"))
                    .isTrue();
            String cut = (Resp.request("GET", "big") + Resp.request("ECHO", "mark")).repeat(gets);
            int cutAt = cut.length() - 7;
            Future<?> said = writer.submit(() -> {
                for (int round = 0; round < rounds; round++) {
                    client.say(cut.substring(0, cutAt));
                    client.say(cut.substring(cutAt));
                }
                return null;
            });
            String reply = Resp.bulk("x".repeat(MEBIBYTE)) + Resp.bulk("mark");
            for (int i = 0; i < rounds * gets; i++) {
                assertThat(client.read(reply.length()).equals(reply))
                        .as("reply " + i)
                        .isTrue();
            }
            said.get(60, TimeUnit.SECONDS);
        } finally {
            writer.shutdownNow();
        }
    }

    @Test
    void everythingSaidBeforeFinIsAnswered() throws Exception {
        int gets = 5_000;
        String value = "v".repeat(1_024);
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            assertThat(client.hears(":1\r\n", "PUT", "k", value, "0")).isTrue();
            client.say(Resp.request("GET", "k").repeat(gets));
            client.finish();
            String heard = client.readToEnd();
            assertThat(heard.length()).isEqualTo(gets * Resp.bulk(value).length());
            assertThat(heard.equals(Resp.bulk(value).repeat(gets))).isTrue();
            node.awaitConnections(0);
        }
    }

    @RepeatedTest(20)
    void repliesBeforeQuitArriveThoughTheClientHasFinished() throws Exception {
        String value = "v".repeat(MEBIBYTE);
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            assertThat(client.hears(":1\r\n", "PUT", "k", value, "0")).isTrue();
            client.say(Resp.request("GET", "k").repeat(20) + Resp.request("QUIT"));
            client.finish();
            assertThat(client.readToEnd().equals(Resp.bulk(value).repeat(20) + "+OK\r\n"))
                    .isTrue();
        }
    }
}
