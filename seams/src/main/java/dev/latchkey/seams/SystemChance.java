package dev.latchkey.seams;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Creates random number generators. Code that needs randomness takes a {@link RandomGenerator} in its constructor, so that tests
 * can supply a seeded one; this is the only class that creates them.
 */
public final class SystemChance {

    private SystemChance() {}

    /** Returns a cryptographically strong, thread-safe generator. */
    public static RandomGenerator secure() {
        return new SecureRandom();
    }

    /** Returns a generator that produces the same numbers for the same seed. Not thread-safe. */
    public static RandomGenerator seeded(long seed) {
        return new SplittableRandom(seed);
    }
}
