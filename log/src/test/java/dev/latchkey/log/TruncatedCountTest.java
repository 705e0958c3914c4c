package dev.latchkey.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.sim.InMemoryDisk;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many records recovery reports as truncated: a minimum, which is never one too few because a header is damaged. */
final class TruncatedCountTest {

    private static final String SEGMENT = "0000000000000000001.log";
    private static final int HEADER = 64;
    private static final int RECORD = 32 + 8;
    private static final int BATCH = 4;

    /** A record begins with this many zeros, which cannot be told from preallocated space. */
    private static final int ZEROS = 3;

    /** Two durable records, and a batch of four without a mark after it. */
    private static byte[] segment() {
        InMemoryDisk disk = new InMemoryDisk();
        TestLog log = new TestLog(disk, new LogOptions(2_000, 0, 0));
        log.append("abcdefg1", "abcdefg2").append("abcdefg3", "abcdefg4", "abcdefg5", "abcdefg6");
        return disk.contents().getOrDefault(SEGMENT, new byte[0]);
    }

    private static int truncated(byte[] segment) {
        try (TestLog log = new TestLog(new InMemoryDisk(Map.of(SEGMENT, segment)))) {
            assertThat(log.records).hasSize(2);
            return log.log.recovery().cut().orElseThrow().records();
        }
    }

    private static int offsetOf(int record) {
        return HEADER + RECORD * (record - 1);
    }

    @Test
    void batchThatEndsAnywhereIsCountedUpToItsEnd() {
        byte[] whole = segment();
        assertThat(whole).hasSize(offsetOf(7));
        for (int end = offsetOf(3) + ZEROS + 1; end < offsetOf(4); end++) {
            byte[] torn = Arrays.copyOf(whole, end);
            assertThat(truncated(torn))
                    .as("%d bytes of the first record", end - offsetOf(3))
                    .isOne();
        }
        for (int end = offsetOf(4); end <= whole.length; end++) {
            byte[] torn = Arrays.copyOf(whole, end);
            torn[offsetOf(3) + 33] ^= 1;
            int begun = (end - ZEROS - offsetOf(3) + RECORD - 1) / RECORD;
            assertThat(truncated(torn))
                    .as("%d bytes of the batch", end - offsetOf(3))
                    .isEqualTo(begun);
        }
    }

    @Test
    void recordWhoseHeaderIsDamagedIsCounted() {
        for (int damaged = 0; damaged < 32; damaged++) {
            byte[] torn = segment();
            torn[offsetOf(3) + damaged] ^= 1;
            assertThat(truncated(torn))
                    .as("byte %d of the first header", damaged)
                    .isEqualTo(BATCH);
        }
        byte[] torn = segment();
        Arrays.fill(torn, offsetOf(3), offsetOf(5), (byte) 0);
        assertThat(truncated(torn)).as("two of the records are zeros").isEqualTo(BATCH);
        Arrays.fill(torn, offsetOf(3), offsetOf(6) + 32, (byte) 0);
        assertThat(truncated(torn)).as("only the last payload remains").isOne();
    }
}
