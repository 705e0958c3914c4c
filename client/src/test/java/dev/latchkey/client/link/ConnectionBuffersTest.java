package dev.latchkey.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection releases its buffers whenever and at whatever byte it ends. */
class ConnectionBuffersTest {

    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false);

    @AfterEach
    void allBuffersAreReleased() {
        assertThat(bytesGivenOut()).isZero();
    }

    @Test
    void endDuringAReply() {
        ConnectionFixture duringReply = ConnectionFixture.greeted(buffers);
        duringReply.get("a");
        duringReply.loop.settle();
        duringReply.server.deliver("$100\r\nhal");
        duringReply.server.deliver("f a re");
        assertThat(bytesGivenOut()).isPositive();
        duringReply.server.drop("gone");
    }

    @Test
    void endingWithARequestUnwritten() {
        ConnectionFixture unwritten = ConnectionFixture.greeted(buffers);
        unwritten.get("a");
        assertThat(bytesGivenOut()).isPositive();
        unwritten.server.drop("gone");
        unwritten.loop.settle();
    }

    @Test
    void endingAtGarbage() {
        ConnectionFixture garbage = ConnectionFixture.greeted(buffers);
        garbage.get("a");
        garbage.server.deliver("*3\r\n");
        assertThat(bytesGivenOut()).isPositive();
        garbage.server.deliver("?\r\nand more after it");
        assertThat(garbage.log.results).hasSize(1);
    }

    @Test
    void endingAtARefusedGreeting() {
        ConnectionFixture refused = new ConnectionFixture(Optional.empty(), buffers);
        refused.server.open();
        refused.server.deliver("-ERR no");
        assertThat(bytesGivenOut()).isPositive();
        refused.server.deliver(" more\r\nrest");
        assertThat(refused.events).hasSize(2);
    }

    private long bytesGivenOut() {
        return buffers.metric().usedHeapMemory() + buffers.metric().usedDirectMemory();
    }
}
