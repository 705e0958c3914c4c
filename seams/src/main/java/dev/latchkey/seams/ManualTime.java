package dev.latchkey.seams;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clocks that advance only when a test says so. The monotonic clock starts just before it overflows, where a comparison without
 * subtraction would fail.
 */
public final class ManualTime implements Time {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long WALL_MILLIS_AT_START =
            Instant.parse("2001-02-03T04:05:06.789Z").toEpochMilli();

    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong wallOffsetMillis = new AtomicLong(WALL_MILLIS_AT_START);

    @Override
    public long nanos() {
        return Long.MAX_VALUE - 1_000 + passed.get();
    }

    @Override
    public long wallMillis() {
        return wallOffsetMillis.get() + passed.get() / NANOS_PER_MILLI;
    }

    /** Advances both clocks. */
    public void pass(Duration duration) {
        passed.addAndGet(duration.toNanos());
    }

    /** Makes the wall clock jump, by a negative duration backwards. The monotonic clock is unaffected. */
    public void jumpWallClock(Duration duration) {
        wallOffsetMillis.addAndGet(duration.toMillis());
    }
}
