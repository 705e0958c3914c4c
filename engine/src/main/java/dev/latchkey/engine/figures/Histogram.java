package dev.latchkey.engine.figures;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A histogram that one thread at a time writes and any thread reads. Recording costs the writer a few plain additions and no allocation.
 * Nothing is ever reset, so any number of readers get the same totals.
 */
public final class Histogram {

    private final Buckets buckets;
    private final AtomicLongArray counts;
    private final Counter sum = new Counter();
    private final Counter max = new Counter();

    public Histogram(Buckets buckets) {
        this.buckets = buckets;
        this.counts = new AtomicLongArray(buckets.count());
    }

    /** Records a value; a negative one, which only a clock that goes backwards can cause, as 0. For the writer only. */
    public void record(long value) {
        long positive = Math.max(0, value);
        int bucket = buckets.indexOf(positive);
        counts.setOpaque(bucket, counts.getPlain(bucket) + 1);
        sum.add(positive);
        if (positive > max.get()) {
            max.add(positive - max.get());
        }
    }

    /** A copy of what has been recorded so far. */
    public Distribution read() {
        long[] copy = new long[counts.length()];
        for (int bucket = 0; bucket < copy.length; bucket++) {
            copy[bucket] = counts.getOpaque(bucket);
        }
        return new Distribution(buckets, copy, sum.get(), max.get());
    }
}
