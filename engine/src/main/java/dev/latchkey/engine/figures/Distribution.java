package dev.latchkey.engine.figures;

/**
 * The content of a {@link Histogram} when it was read: how many values each bucket contains. Immutable.
 */
public final class Distribution {

    private final Buckets buckets;
    private final long[] counts;
    private final long sum;
    private final long max;

    Distribution(Buckets buckets, long[] counts, long sum, long max) {
        this.buckets = buckets;
        this.counts = counts;
        this.sum = sum;
        this.max = max;
    }

    /** A distribution of no values. */
    public static Distribution empty(Buckets buckets) {
        return new Distribution(buckets, new long[buckets.count()], 0, 0);
    }

    /**
     * The distribution of the values of both.
     *
     * @throws IllegalArgumentException if the bucket bounds differ
     */
    public Distribution plus(Distribution other) {
        if (other.buckets != buckets) {
            throw new IllegalArgumentException("histograms with different bucket bounds cannot be added");
        }
        long[] both = counts.clone();
        for (int bucket = 0; bucket < both.length; bucket++) {
            both[bucket] += other.counts[bucket];
        }
        return new Distribution(buckets, both, sum + other.sum, Math.max(max, other.max));
    }

    public Buckets buckets() {
        return buckets;
    }

    /** The number of values. */
    public long count() {
        return countAtMost(Long.MAX_VALUE);
    }

    /** The sum of the values. */
    public long sum() {
        return sum;
    }

    /** The largest value; 0 if there is none. */
    public long max() {
        return max;
    }

    /** The number of values up to {@code bound}, which is one of the bucket bounds. */
    public long countAtMost(long bound) {
        long total = 0;
        for (int bucket = 0; bucket < counts.length && buckets.boundOf(bucket) <= bound; bucket++) {
            total += counts[bucket];
        }
        return total;
    }

    /**
     * A value that at least {@code percent} of the values do not exceed: the bound of its bucket, or the largest value if that is less. 0
     * if there are no values.
     */
    public long percentile(double percent) {
        long rank = Math.max(1, (long) Math.ceil(count() * percent / 100));
        long total = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            total += counts[bucket];
            if (total >= rank) {
                return Math.min(buckets.boundOf(bucket), max);
            }
        }
        return 0;
    }
}
