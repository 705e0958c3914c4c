package dev.latchkey.core;

/**
 * The bounds that {@code apply} depends on. They are part of the state: two machines agree only if these agree.
 *
 * @param tombstonesMax the most deleted keys whose last version is kept by name
 * @param floorsCount the number of floors that older ones are folded into, a power of two up to 65,536
 * @param versionMax the last version; a put stays below it, a delete may make it
 */
public record StateLimits(int tombstonesMax, int floorsCount, Version versionMax) {

    private static final int FLOORS_MAX = 65_536;

    /** The bounds of every real store; others are for tests. */
    public static final StateLimits STANDARD = new StateLimits(1_000_000, FLOORS_MAX, Version.MAX);

    /** These bounds with another number of tombstones kept by name. */
    public StateLimits withTombstonesMax(int tombstones) {
        return new StateLimits(tombstones, floorsCount, versionMax);
    }

    public StateLimits {
        if (tombstonesMax < 1) {
            throw new IllegalArgumentException("tombstonesMax " + tombstonesMax + " is less than 1");
        }
        if (floorsCount < 1 || floorsCount > FLOORS_MAX || Integer.bitCount(floorsCount) != 1) {
            throw new IllegalArgumentException(
                    "floorsCount " + floorsCount + " is not a power of two up to " + FLOORS_MAX);
        }
        if (versionMax.number() < 2) {
            throw new IllegalArgumentException("versionMax " + versionMax + " is less than 2");
        }
    }
}
