package dev.latchkey.client.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: at random from nothing up to a bound that doubles with each failure. The spread keeps
 * many clients that failed together from trying together ("full jitter", M. Brooker, Exponential Backoff And Jitter, AWS
 * Architecture Blog 2015).
 *
 * @param first the bound after the first failure
 * @param max the bound after many
 */
public record Backoff(Duration first, Duration max) {

    private static final Duration MAX = Duration.ofDays(1);

    public Backoff {
        if (max.compareTo(MAX) > 0 || first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
            throw new IllegalArgumentException("backoff from " + first + " to " + max
                    + ": both are more than 0 and at most a day, the second not" + " less than the first");
        }
    }

    /** A delay in nanoseconds, after {@code failures} failures in a row, at least 1. */
    public long delayNanos(int failures, RandomGenerator chance) {
        long bound = first.toNanos();
        for (int doubled = 1; doubled < failures && bound < max.toNanos(); doubled++) {
            bound *= 2;
        }
        return chance.nextLong(Math.min(bound, max.toNanos())) + 1;
    }
}
