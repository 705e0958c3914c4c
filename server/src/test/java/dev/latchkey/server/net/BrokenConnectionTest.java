package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.talk.Resp;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NET-08: connections that are closed or reset at every byte of a request and of a reply. */
class BrokenConnectionTest {

    private static String put(String key) {
        return Resp.request("PUT", key, "v\r\n", "0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void partOfARequestHasNoEffect(boolean reset) throws IOException {
        int length = put("key00").length();
        try (TestNode node = TestNode.start();
                Client witness = node.connect()) {
            for (int at = 0; at < length; at++) {
                try (Client client = node.connect()) {
                    client.say(put("key%02d".formatted(at)).substring(0, at));
                    if (reset) {
                        client.reset();
                    } else {
                        client.finish();
                        assertThat(client.readToEnd()).isEmpty();
                    }
                }
                assertThat(witness.hears("+PONG\r\n", "PING")).isTrue();
            }
            node.awaitConnections(1);
            assertThat(node.engine.keyspace().revision()).isZero();
            assertThat(witness.hears(":1\r\n", "PUT", "key00", "v", "0")).isTrue();
        }
    }

    @Test
    void wholeRequestBeforeFinIsDoneAndAnswered() throws IOException {
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            client.say(put("k"));
            client.finish();
            assertThat(client.readToEnd()).isEqualTo(":1\r\n");
            assertThat(node.engine.keyspace().revision()).isEqualTo(1);
        }
    }

    @Test
    void wholeRequestBeforeResetIsDoneOnceOrNotAtAll() throws IOException {
        int tries = 50;
        try (TestNode node = TestNode.start();
                Client witness = node.connect()) {
            for (int i = 0; i < tries; i++) {
                Client client = node.connect();
                client.say(put("k" + i));
                client.reset();
            }
            node.awaitConnections(1);
            long done = node.engine.keyspace().revision();
            assertThat(done).isBetween(0L, (long) tries);
            assertThat(node.engine.keyspace().keys()).isEqualTo(done);
            assertThat(witness.hears("+PONG\r\n", "PING")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readerWhoGoesAtAnyByteOfAReplyHarmsNobody(boolean reset) throws IOException {
        String reply = "*3\r\n$5\r\nvalue\r\n:1\r\n:1\r\n";
        try (TestNode node = TestNode.start();
                Client witness = node.connect()) {
            assertThat(witness.hears(":1\r\n", "PUT", "k", "value", "0")).isTrue();
            for (int at = 0; at <= reply.length(); at++) {
                Client client = node.connect();
                client.say(Resp.request("GETV", "k").repeat(3));
                assertThat(client.read(at)).isEqualTo(reply.substring(0, at));
                if (reset) {
                    client.reset();
                } else {
                    client.close();
                }
                assertThat(witness.hears(reply, "GETV", "k")).isTrue();
            }
            node.awaitConnections(1);
            Await.until("nothing waits", () -> node.node.figures().outputBytes() == 0);
        }
    }

    @Test
    void readerWhoGoesAmidBigRepliesGivesTheirRoomBack() throws IOException {
        String big = "x".repeat(1_048_576);
        try (TestNode node = TestNode.start();
                Client witness = node.connect()) {
            assertThat(witness.hears(":1\r\n", "PUT", "k", big, "0")).isTrue();
            for (int i = 0; i < 20; i++) {
                Client client = node.connect();
                client.say(Resp.request("GET", "k").repeat(30));
                assertThat(client.read(100_000 * i)).hasSize(100_000 * i);
                client.reset();
            }
            node.awaitConnections(1);
            Await.until("nothing waits", () -> node.node.figures().outputBytes() == 0);
            assertThat(witness.hears("+PONG\r\n", "PING")).isTrue();
        }
    }
}
