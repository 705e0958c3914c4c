package dev.latchkey.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection gives its buffers back whenever it ends, and at whatever byte that is. */
class ConnectionBuffersTest {

    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false);

    @AfterEach
    void allIsGivenBack() {
        assertThat(bytesGivenOut()).isZero();
    }

    @Test
    void endingAmidAReply() {
        ConnectionFixture amidReply = ConnectionFixture.greeted(buffers);
        amidReply.get("a");
        amidReply.loop.settle();
        amidReply.line.deliver("$100\r\nhal");
        amidReply.line.deliver("f a re");
        assertThat(bytesGivenOut()).isPositive();
        amidReply.line.drop("gone");
    }

    @Test
    void endingWithARequestUnwritten() {
        ConnectionFixture unwritten = ConnectionFixture.greeted(buffers);
        unwritten.get("a");
        assertThat(bytesGivenOut()).isPositive();
        unwritten.line.drop("gone");
        unwritten.loop.settle();
    }

    @Test
    void endingAtGarbage() {
        ConnectionFixture garbage = ConnectionFixture.greeted(buffers);
        garbage.get("a");
        garbage.line.deliver("*3\r\n");
        assertThat(bytesGivenOut()).isPositive();
        garbage.line.deliver("?\r\nand more behind it");
        assertThat(garbage.log.ends).hasSize(1);
    }

    @Test
    void endingAtARefusedGreeting() {
        ConnectionFixture refused = new ConnectionFixture(Optional.empty(), buffers);
        refused.line.open();
        refused.line.deliver("-ERR no");
        assertThat(bytesGivenOut()).isPositive();
        refused.line.deliver(" more\r\nrest");
        assertThat(refused.told).hasSize(2);
    }

    private long bytesGivenOut() {
        return buffers.metric().usedHeapMemory() + buffers.metric().usedDirectMemory();
    }
}
