package dev.latchkey.engine.figures;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The bucket bounds of a histogram. A bucket contains the values that are greater than the bound before it and at most its own; one more
 * bucket contains what exceeds the last bound. Immutable.
 */
public final class Buckets {

    /** The bits after the highest one that select a cell of {@link #first}. */
    private static final int CELL_BITS = 4;

    private static final int CELLS_PER_POWER = 1 << CELL_BITS;

    private static final int CELLS = (Long.SIZE - CELL_BITS) * CELLS_PER_POWER;

    /**
     * For times in nanoseconds, from 128 ns to 68 s. A percentile is exact to one part in 16. The bounds that {@link #exposed} returns are
     * among the bounds, so that a histogram with fewer buckets can be made of this one without an error.
     */
    public static final Buckets NANOS = new Buckets(nanos(), decimalNanos());

    /** For numbers, such as the number of commands of a batch: powers of 2 up to 65,536. */
    public static final Buckets NUMBERS = powers(2, 1, 1 << 16);

    /** For sizes in bytes: powers of 4 from 64 bytes to 16 MiB. */
    public static final Buckets BYTES = powers(4, 64, 16 << 20);

    private final long[] bounds;
    private final long[] exposed;

    /** For each cell of values, the first bucket that can contain one of them. */
    private final short[] first = new short[CELLS];

    private Buckets(long[] bounds, long[] exposed) {
        this.bounds = bounds;
        this.exposed = exposed;
        int bucket = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            while (bucket < bounds.length && bounds[bucket] < leastOf(cell)) {
                bucket++;
            }
            first[cell] = (short) bucket;
        }
    }

    /** Bounds are sixteenths of powers of 2, and the decimal ones. */
    private static long[] nanos() {
        LongStream binary =
                LongStream.rangeClosed(cellOf(128), cellOf(1L << 36)).map(cell -> leastOf((int) cell));
        return LongStream.concat(binary, Arrays.stream(decimalNanos()))
                .sorted()
                .distinct()
                .toArray();
    }

    /** 1 us, 2.5 us, 5 us and so on up to 10 s. */
    private static long[] decimalNanos() {
        return LongStream.iterate(1_000, power -> power <= 10_000_000_000L, power -> power * 10)
                .flatMap(power -> LongStream.of(power, power * 5 / 2, power * 5))
                .filter(bound -> bound <= 10_000_000_000L)
                .toArray();
    }

    private static Buckets powers(int base, long from, long to) {
        long[] bounds = LongStream.iterate(from, bound -> bound <= to, bound -> bound * base)
                .toArray();
        return new Buckets(bounds, bounds);
    }

    private static int cellOf(long value) {
        if (value < CELLS_PER_POWER) {
            return (int) value;
        }
        int shift = Long.SIZE - 1 - CELL_BITS - Long.numberOfLeadingZeros(value);
        return (shift << CELL_BITS) + (int) (value >>> shift);
    }

    private static long leastOf(int cell) {
        return cell < CELLS_PER_POWER
                ? cell
                : (long) (CELLS_PER_POWER + (cell & (CELLS_PER_POWER - 1))) << ((cell >>> CELL_BITS) - 1);
    }

    /** The number of buckets, including the last one without a bound. */
    int count() {
        return bounds.length + 1;
    }

    /** The bucket that contains {@code value}, which is not negative. */
    int indexOf(long value) {
        int bucket = first[cellOf(value)];
        while (bucket < bounds.length && bounds[bucket] < value) {
            bucket++;
        }
        return bucket;
    }

    /** The largest value of a bucket; {@link Long#MAX_VALUE} for the last one. */
    long boundOf(int bucket) {
        return bucket < bounds.length ? bounds[bucket] : Long.MAX_VALUE;
    }

    /** The bounds for a metric, ascending: a selection of all bounds. */
    public long[] exposed() {
        return exposed.clone();
    }
}
