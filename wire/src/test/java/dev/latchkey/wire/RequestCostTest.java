package dev.latchkey.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.util.ByteProcessor;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** IN-01: the memory and CPU cost of a request is bounded by the bytes of it that have arrived. */
class RequestCostTest {

    private static final int GRANTED_BYTES = 65_536;
    private static final Limits.Frames LIMITS = Limits.STANDARD.frames();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static String[] costlyStreams() {
        return new String[] {
            "*1024\r\n",
            "*1024\r\n" + "$0\r\n\r\n".repeat(1_023),
            "*1024\r\n" + "$1\r\nx\r\n".repeat(1_024),
            "*2\r\n$3\r\nGET\r\n$1048576\r\n",
            "*2\r\n$3\r\nGET\r\n$1048576\r\nshort of a mebibyte",
            "*3\r\n$1048576\r\n" + "x".repeat(1_048_576) + "\r\n$1048576\r\n",
            "*0\r\n".repeat(1_000_000),
            "\r\n".repeat(1_000_000),
            "\n".repeat(1_000_000),
            " \t \n".repeat(100_000),
            "a ".repeat(32_768) + "\n",
            "'' ".repeat(21_000) + "\n",
            "a ".repeat(1_024) + "\n",
            "x".repeat(65_536) + "\n",
            "\"" + "\\x41".repeat(16_000) + "\"\n",
            " ".repeat(65_000) + "POST\n",
            "x".repeat(65_537),
            "*" + "1".repeat(100_000),
            "*1\r\n$" + "1".repeat(100_000),
            "*1025\r\n" + "x".repeat(1_000_000),
        };
    }

    @ParameterizedTest
    @MethodSource("costlyStreams")
    void memoryStaysWithinTwiceTheBytesReceived(String stream) {
        byte[] all = stream.getBytes(StandardCharsets.ISO_8859_1);
        for (int piece : new int[] {4_096, all.length}) {
            maxAllocatedBeyondTwiceTheBytesReceived(
                    all, piece); // why: a warm-up, so that class loading and compilation are not measured
            assertThat(maxAllocatedBeyondTwiceTheBytesReceived(all, piece))
                    .as("bytes allocated for pieces of %d, beyond twice the bytes received", piece)
                    .isLessThanOrEqualTo(GRANTED_BYTES);
        }
    }

    @Test
    void memoryStaysWithinTwiceTheBytesReceivedForRandomBytes() {
        long seed = new SplittableRandom().nextLong();
        FuzzedBytes streams = new FuzzedBytes(new SplittableRandom(seed));
        for (int i = 0; i < 20_000; i++) {
            byte[] all = streams.next();
            long beyond = maxAllocatedBeyondTwiceTheBytesReceived(all, 7);
            assertThat(i < 1_000 || beyond <= GRANTED_BYTES).as("seed %d", seed).isTrue();
        }
    }

    /** Measures from zero after each result, since the parser no longer holds a request that it has returned. */
    private static long maxAllocatedBeyondTwiceTheBytesReceived(byte[] all, int piece) {
        ByteBuf in = Unpooled.wrappedBuffer(all).writerIndex(0);
        RequestParser parser = new RequestParser(LIMITS);
        long most = Long.MIN_VALUE;
        int came = 0;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        while (in.writerIndex() < all.length) {
            in.writerIndex(Math.min(all.length, in.writerIndex() + piece));
            Parsed parsed;
            do {
                parsed = parser.next(in);
                long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
                most = Math.max(most, allocated - 2L * (in.writerIndex() - came));
                if (parsed != null) {
                    came = in.readerIndex();
                    before = THREADS.getCurrentThreadAllocatedBytes();
                }
            } while (parsed != null);
        }
        return most;
    }

    static String[] slowStreams() {
        return new String[] {
            "x".repeat(65_536) + "\r\n",
            "\"" + "\\x41".repeat(16_000) + "\"\r\n",
            "*1\r\n$65536\r\n" + "x".repeat(65_536) + "\r\n",
            "*1024\r\n" + "$1\r\nx\r\n".repeat(1_024),
            "\n".repeat(65_536),
            "*0\r\n".repeat(16_384),
            "a b c\r\n".repeat(9_362),
        };
    }

    /** Each byte may be read a constant number of times: to find the end, to parse it, and to copy it. */
    @ParameterizedTest
    @MethodSource("slowStreams")
    void workIsLinearWhenBytesArriveOneByOne(String stream) {
        byte[] all = stream.getBytes(StandardCharsets.ISO_8859_1);
        CountingBuffer in = new CountingBuffer(all);
        RequestParser parser = new RequestParser(LIMITS);
        int outcomes = 0;
        for (int end = 1; end <= all.length; end++) {
            in.writerIndex(end);
            while (parser.next(in) != null) {
                outcomes++;
            }
        }
        assertThat(in.readableBytes())
                .as("bytes left after %d outcomes", outcomes)
                .isZero();
        assertThat(in.bytesRead).isLessThan(8L * all.length);
    }

    /** Counts the bytes that are read. */
    private static final class CountingBuffer extends UnpooledHeapByteBuf {
        private long bytesRead;

        CountingBuffer(byte[] all) {
            super(UnpooledByteBufAllocator.DEFAULT, all.length, all.length);
            setBytes(0, all);
        }

        @Override
        public byte getByte(int index) {
            bytesRead++;
            return super.getByte(index);
        }

        @Override
        public int indexOf(int from, int to, byte value) {
            int found = super.indexOf(from, to, value);
            bytesRead += (found < 0 ? to : found + 1) - from;
            return found;
        }

        @Override
        public int forEachByte(int index, int length, ByteProcessor processor) {
            int found = super.forEachByte(index, length, processor);
            bytesRead += found < 0 ? length : found + 1 - index;
            return found;
        }

        @Override
        public ByteBuf readBytes(byte[] target) {
            bytesRead += target.length;
            return super.readBytes(target);
        }

        @Override
        public short readShort() {
            bytesRead += 2;
            return super.readShort();
        }
    }
}
