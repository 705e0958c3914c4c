package dev.latchkey.seams;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The random number generators of the process. Randomness is injected as the JDK's {@link RandomGenerator}, in constructors; only this
 * class creates generators from the machine's entropy, so tests and the simulator can use seeded ones instead.
 */
public final class SystemChance {

    private SystemChance() {}

    /** A cryptographically secure generator. Safe for use by many threads. */
    public static RandomGenerator secure() {
        return new SecureRandom();
    }

    /** A generator that returns the same sequence for the same seed. For one thread. */
    public static RandomGenerator seeded(long seed) {
        return new SplittableRandom(seed);
    }
}
