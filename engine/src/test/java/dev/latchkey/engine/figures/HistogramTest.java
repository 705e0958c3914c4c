package dev.latchkey.engine.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

/** What was recorded is read back, as often as one likes. */
final class HistogramTest {

    private static Distribution of(long... values) {
        Histogram histogram = new Histogram(Buckets.NANOS);
        Arrays.stream(values).forEach(histogram::record);
        return histogram.read();
    }

    @Test
    void countSumAndMaximumAreExact() {
        Distribution read = of(5, 1_000, 123_456_789);
        assertThat(read.count()).isEqualTo(3);
        assertThat(read.sum()).isEqualTo(123_457_794);
        assertThat(read.max()).isEqualTo(123_456_789);
    }

    @Test
    void readingTwiceGivesTheSame() {
        Histogram histogram = new Histogram(Buckets.NANOS);
        histogram.record(2_000);
        assertThat(histogram.read().count()).isEqualTo(1);
        assertThat(histogram.read().count()).isEqualTo(1);
        histogram.record(3_000);
        assertThat(histogram.read().count()).isEqualTo(2);
        assertThat(histogram.read().sum()).isEqualTo(5_000);
    }

    @Test
    void valueThatEqualsABoundCountsAsAtMostIt() {
        Distribution read = of(999, 1_000, 1_001, 2_500, 2_501);
        assertThat(read.countAtMost(1_000)).isEqualTo(2);
        assertThat(read.countAtMost(2_500)).isEqualTo(4);
        assertThat(read.countAtMost(5_000)).isEqualTo(5);
    }

    @Test
    void negativeTimeCountsAsZero() {
        Distribution read = of(-1, Long.MIN_VALUE);
        assertThat(read.count()).isEqualTo(2);
        assertThat(read.sum()).isZero();
        assertThat(read.percentile(50)).isZero();
    }

    @Test
    void valueBeyondTheLastBoundIsCounted() {
        Distribution read = of(Long.MAX_VALUE / 2);
        assertThat(read.count()).isEqualTo(1);
        assertThat(read.countAtMost(10_000_000_000L)).isZero();
        assertThat(read.percentile(99.9)).isEqualTo(Long.MAX_VALUE / 2);
    }

    @Test
    void emptyDistributionHasNoPercentile() {
        assertThat(Distribution.empty(Buckets.NANOS).percentile(99)).isZero();
        assertThat(of().max()).isZero();
    }

    @Test
    void sumOfTwoHasTheValuesOfBoth() {
        Distribution both = of(1_000, 7_000).plus(of(9_000));
        assertThat(both.count()).isEqualTo(3);
        assertThat(both.sum()).isEqualTo(17_000);
        assertThat(both.max()).isEqualTo(9_000);
        assertThat(both.countAtMost(5_000)).isEqualTo(1);
        assertThatThrownBy(() -> both.plus(Distribution.empty(Buckets.BYTES)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void percentileIsAtMostASixteenthAboveTheTrueOne(
            @ForAll @NotEmpty List<@LongRange(min = 128, max = 60_000_000_000L) Long> values) {
        Distribution read = of(values.stream().mapToLong(Long::longValue).toArray());
        long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
        for (double percent : new double[] {1, 50, 99, 100}) {
            long exact = sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100) - 1)];
            assertThat(read.percentile(percent)).isBetween(exact, exact + exact / 16);
        }
    }
}
