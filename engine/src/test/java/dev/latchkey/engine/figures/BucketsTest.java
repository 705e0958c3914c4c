package dev.latchkey.engine.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Each value is in the one bucket whose bounds enclose it. */
final class BucketsTest {

    @Test
    void boundBelongsToItsOwnBucketAndTheNextValueToTheNext() {
        for (Buckets buckets : new Buckets[] {Buckets.NANOS, Buckets.NUMBERS, Buckets.BYTES}) {
            for (int bucket = 0; bucket < buckets.count() - 1; bucket++) {
                long bound = buckets.boundOf(bucket);
                assertThat(buckets.indexOf(bound)).isEqualTo(bucket);
                assertThat(buckets.indexOf(bound + 1)).isEqualTo(bucket + 1);
            }
        }
    }

    @Property
    void everyValueIsBetweenTheBoundsOfItsBucket(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long value) {
        for (Buckets buckets : new Buckets[] {Buckets.NANOS, Buckets.NUMBERS, Buckets.BYTES}) {
            int bucket = buckets.indexOf(value);
            assertThat(value).isLessThanOrEqualTo(buckets.boundOf(bucket));
            if (bucket > 0) {
                assertThat(value).isGreaterThan(buckets.boundOf(bucket - 1));
            }
        }
    }

    @Test
    void exposedBoundsOfTimesAreDecimalAndAmongAllBounds() {
        long[] exposed = Buckets.NANOS.exposed();
        assertThat(exposed)
                .hasSize(22)
                .startsWith(1_000, 2_500, 5_000, 10_000)
                .endsWith(5_000_000_000L, 10_000_000_000L);
        assertThat(exposed).isSorted();
        assertThat(Arrays.stream(exposed)
                        .map(bound -> Buckets.NANOS.boundOf(Buckets.NANOS.indexOf(bound)))
                        .toArray())
                .isEqualTo(exposed);
    }

    @Test
    void boundsOfTimesAreAtMostOneSixteenthApart() {
        for (int bucket = 1; bucket < Buckets.NANOS.count() - 1; bucket++) {
            long below = Buckets.NANOS.boundOf(bucket - 1);
            assertThat(Buckets.NANOS.boundOf(bucket) - below).isLessThanOrEqualTo(below / 16);
        }
    }

    @Test
    void boundsOfNumbersAndBytesArePowers() {
        assertThat(Buckets.NUMBERS.exposed()).startsWith(1, 2, 4).endsWith(32_768, 65_536);
        assertThat(Buckets.BYTES.exposed()).startsWith(64, 256).endsWith(4 << 20, 16 << 20);
    }
}
