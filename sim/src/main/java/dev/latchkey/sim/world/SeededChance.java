package dev.latchkey.sim.world;

import java.util.random.RandomGenerator;

/**
 * A random number generator that is a function of a seed: SplitMix64 (G. Steele, D. Lea, C. Flood, Fast Splittable Pseudorandom
 * Number Generators, OOPSLA 2014). Each purpose has a generator of its own, so that an additional draw for one purpose does not
 * affect the others.
 *
 * <p>Not thread-safe.
 */
public final class SeededChance implements RandomGenerator {

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final long seed;
    private long state;

    public SeededChance(long seed) {
        this.seed = mix(seed + GOLDEN_GAMMA);
        this.state = this.seed;
    }

    /** The generator for {@code purpose}. It depends only on the seed and the name, not on what has been drawn. */
    public SeededChance of(String purpose) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < purpose.length(); i++) {
            hash = (hash ^ purpose.charAt(i)) * FNV_PRIME;
        }
        return new SeededChance(seed ^ mix(hash));
    }

    @Override
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** Returns true with a probability of {@code perMille} in a thousand. Draws nothing if that is 0. */
    public boolean happens(int perMille) {
        return perMille > 0 && nextInt(1_000) < perMille;
    }

    /** Returns a number from 0 to {@code max}, both inclusive. */
    int upTo(int max) {
        return max <= 0 ? 0 : nextInt(max + 1);
    }

    /** Returns a duration in nanoseconds, uniform between {@code microsMin} and {@code millisMax}, in whole microseconds. */
    public long nanosUpTo(long microsMin, int millisMax) {
        long microsMax = Math.max(microsMin, millisMax * 1_000L);
        return 1_000L * (microsMin + nextLong(microsMax - microsMin + 1));
    }

    /**
     * Returns a duration in nanoseconds, at most {@code millisMax}, spread over the orders of magnitude: some are much shorter
     * than a Clerk's timeouts, some much longer.
     */
    public long nanosOfAnySize(int millisMax) {
        long bound = 1L << nextInt(1, 64 - Long.numberOfLeadingZeros(millisMax) + 1);
        return 1_000L * (1 + nextLong(1_000L * Math.min(bound, millisMax)));
    }
}
