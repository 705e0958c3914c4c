package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.talk.Resp;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SEC-07 on a socket: connections of browsers and TLS clients are closed without a reply, and nothing they send is executed. */
class OtherProtocolTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "POST / HTTP/1.1\r\n",
                "POST x\r\n",
                "Host: localhost:5625\r\n",
                "OPTIONS * HTTP/1.0\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001"
            })
    void otherProtocolGetsNoReplyAndTheRestIsDiscarded(String opening) throws IOException {
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            client.say(opening + "Content-Length: 30\r\n\r\nput k v 0\r\n" + Resp.request("PUT", "k", "v", "0"));
            assertThat(client.readToEnd()).isEmpty();
            assertThat(node.engine.keyspace().revision()).isZero();
            assertThat(node.node.figures().commands().nonRespClients()).isEqualTo(1);
            client.close();
            node.awaitConnections(0);
        }
    }

    @Test
    void inlineGetStaysAGoodCommand() throws IOException {
        try (TestNode node = TestNode.start();
                Client client = node.connect()) {
            client.say("put k v 0\r\nGET k\r\n");
            assertThat(client.read(11)).isEqualTo(":1\r\n$1\r\nv\r\n");
        }
    }
}
