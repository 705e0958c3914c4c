package dev.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection gives its buffers back whenever it ends; Netty's own detector tells of those that were dropped. */
class ConnectionBuffersTest {

    private static final int ROUNDS = 40;

    /** Kept here, since a logger that nobody holds is forgotten with its handlers. */
    private final Logger detector = Logger.getLogger(ResourceLeakDetector.class.getName());

    private final List<String> leaks = Collections.synchronizedList(new ArrayList<>());
    private final ResourceLeakDetector.Level levelBefore = ResourceLeakDetector.getLevel();

    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord told) {
            leaks.add(told.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        collectLeaks();
        detector.addHandler(listener);
        detector.setUseParentHandlers(false);
    }

    @AfterEach
    void stopListening() {
        detector.removeHandler(listener);
        detector.setUseParentHandlers(true);
        ResourceLeakDetector.setLevel(levelBefore);
    }

    @Test
    void buffersAreGivenBackHoweverAConnectionEnds() {
        for (int i = 0; i < ROUNDS; i++) {
            ConnectionFixture amidReply = ConnectionFixture.greeted();
            amidReply.get("a");
            amidReply.loop.runSteps();
            amidReply.line.deliver("$100\r\nhal");
            amidReply.line.deliver("f a re");
            amidReply.line.drop("gone");

            ConnectionFixture unwritten = ConnectionFixture.greeted();
            unwritten.get("a");
            unwritten.line.drop("gone");
            unwritten.loop.runSteps();

            ConnectionFixture garbage = ConnectionFixture.greeted();
            garbage.get("a");
            garbage.line.deliver("*3\r\n");
            garbage.line.deliver("?\r\nand more behind it");
            assertThat(garbage.log.ends).hasSize(1);

            ConnectionFixture refused = new ConnectionFixture();
            refused.line.open();
            refused.line.deliver("-ERR no");
            refused.line.deliver(" more\r\nrest");
            assertThat(refused.told).hasSize(2);
        }
        collectLeaks();
        assertThat(leaks).isEmpty();
    }

    /** The detector is heard at all: without this the test above could not fail. */
    @Test
    void droppedBufferIsTold() {
        for (int i = 0; i < ROUNDS; i++) {
            ByteBufAllocator.DEFAULT.buffer(100).writeByte(i);
        }
        collectLeaks();
        assertThat(leaks).isNotEmpty();
    }

    /** The detector looks whenever a buffer is allocated, at what the garbage collector has found by then. */
    private static void collectLeaks() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            ByteBuf any = ByteBufAllocator.DEFAULT.buffer(1);
            any.release();
        }
    }
}
