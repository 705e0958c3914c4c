package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

class BufferLedgerTest {

    @Test
    void everyBufferGivenOutIsKnownUntilItComesBack() {
        int before = BufferLedger.buffers();
        long bytesBefore = BufferLedger.bytes();
        ByteBuf direct = ByteBufAllocator.DEFAULT.ioBuffer(1_024);
        ByteBuf other = ByteBufAllocator.DEFAULT.buffer(10);
        assertThat(BufferLedger.buffers()).isEqualTo(before + 2);
        direct.ensureWritable(5_000);
        assertThat(BufferLedger.bytes()).isGreaterThanOrEqualTo(bytesBefore + 5_010);
        direct.release();
        other.release();
        assertThat(BufferLedger.buffers()).isEqualTo(before);
    }
}
