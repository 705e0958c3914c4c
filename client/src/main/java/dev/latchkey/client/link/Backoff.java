package dev.latchkey.client.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter: the delay before a retry is random between zero and a bound that doubles with each
 * failure. The jitter keeps clients that failed at the same time from retrying at the same time (M. Brooker, Exponential
 * Backoff And Jitter, AWS Architecture Blog 2015).
 *
 * @param first the bound after the first failure; more than 0
 * @param max the limit of the bound; at least {@code first}, at most one day
 */
public record Backoff(Duration first, Duration max) {

    private static final Duration MAX = Duration.ofDays(1);

    public Backoff {
        if (max.compareTo(MAX) > 0 || first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
            throw new IllegalArgumentException("backoff from " + first + " to " + max
                    + ": both must be more than 0 and at most 1 day, and the second not less than the first");
        }
    }

    /** Draws the delay in nanoseconds, at least 1, after {@code failures} consecutive failures. */
    public long delayNanos(int failures, RandomGenerator chance) {
        long bound = first.toNanos();
        for (int doubled = 1; doubled < failures && bound < max.toNanos(); doubled++) {
            bound *= 2;
        }
        return chance.nextLong(Math.min(bound, max.toNanos())) + 1;
    }
}
