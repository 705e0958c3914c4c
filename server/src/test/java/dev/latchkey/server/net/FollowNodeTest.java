package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.KeyEvent;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.server.talk.Resp;
import dev.latchkey.server.talk.Talk;
import dev.latchkey.wire.EventPush;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Follows over real sockets, with several writers. */
final class FollowNodeTest {

    private static final int WRITERS = 3;
    private static final int WRITES = 200;

    private final MemoryEngine engine = Talk.memory();
    private final Node node;

    FollowNodeTest() throws IOException {
        node = Node.start(NodeConfig.loopback(0), engine);
    }

    @AfterEach
    void stop() {
        node.close();
        engine.close();
    }

    @Test
    void everyWriteOfEveryWriterArrivesOnceAndInOrder() throws IOException {
        Client follower = new Client(node.address());
        follower.say(Resp.request("HELLO", "3") + Resp.request("FOLLOW", "k", "FROM", "0"));
        for (int writer = 0; writer < WRITERS; writer++) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < WRITES; i++) {
                requests.append(Resp.request("PUT", "k" + writer + "." + i, "v", "0"));
            }
            new Client(node.address()).say(requests.toString());
        }
        List<KeyEvent> events = events(follower, WRITERS * WRITES);
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).revision()).isEqualTo(i + 1);
            assertThat(events.get(i).previous()).isEqualTo(i);
        }
        assertThat(node.figures().history().events()).isEqualTo(WRITERS * WRITES);
    }

    private static List<KeyEvent> events(Client follower, int count) throws IOException {
        List<KeyEvent> events = new ArrayList<>();
        ReplyParser parser = new ReplyParser();
        ByteBuf bytes = Unpooled.buffer();
        while (events.size() < count) {
            bytes.writeBytes(Resp.bytes(follower.read(1)));
            if (parser.next(bytes) instanceof RespValue.Push push) {
                events.add(Objects.requireNonNull(EventPush.decode(push)).event());
            }
        }
        return events;
    }

    @Test
    void aRequestThatBlocksIsAnsweredByTheWriteOfAnotherClientOrAtItsDeadline() throws IOException {
        Client reader = new Client(node.address());
        Client writer = new Client(node.address());
        reader.say(Resp.request("CHANGES", "a", "FROM", "0", "BLOCK", "60000"));
        writer.say(Resp.request("PUT", "a", "x", "0"));
        assertThat(reader.read(4)).isEqualTo("*2\r\n");
        Client other = new Client(node.address());
        other.say(Resp.request("CHANGES", "b", "FROM", "1", "BLOCK", "20"));
        assertThat(other.read(12)).isEqualTo("*2\r\n:1\r\n*0\r\n");
    }
}
