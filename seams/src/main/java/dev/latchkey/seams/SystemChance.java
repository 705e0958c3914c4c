package dev.latchkey.seams;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The seam of chance is the JDK's {@link RandomGenerator}, given in constructors. This is the only class that draws one from
 * the machine; everybody else, and every test, can be given one with a seed.
 */
public final class SystemChance {

    private SystemChance() {}

    /** A cryptographically strong generator, safe for use by many threads. */
    public static RandomGenerator secure() {
        return new SecureRandom();
    }

    /** The generator of a seed: the same seed, the same draws. For one thread. */
    public static RandomGenerator seeded(long seed) {
        return new SplittableRandom(seed);
    }
}
