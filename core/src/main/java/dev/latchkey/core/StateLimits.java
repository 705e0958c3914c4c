package dev.latchkey.core;

/**
 * The limits that {@code apply} depends on. They are part of the state: two machines return the same replies only if they have
 * the same limits.
 *
 * @param tombstonesMax the maximum number of tombstones; older ones are folded into floors
 * @param floorsCount the number of floors, a power of two up to 65,536
 * @param versionMax the maximum version; a put stays below it, a delete can reach it
 * @param history the bounds of the event history
 */
public record StateLimits(int tombstonesMax, int floorsCount, Version versionMax, HistoryLimits history) {

    private static final int FLOORS_MAX = 65_536;

    /** The limits of a store unless its memory limit calls for fewer tombstones. */
    public static final StateLimits STANDARD = new StateLimits(1_000_000, FLOORS_MAX, Version.MAX);

    /** Limits with the standard bounds of the event history. */
    public StateLimits(int tombstonesMax, int floorsCount, Version versionMax) {
        this(tombstonesMax, floorsCount, versionMax, HistoryLimits.STANDARD);
    }

    /** Returns these limits with another maximum number of tombstones. */
    public StateLimits withTombstonesMax(int tombstones) {
        return new StateLimits(tombstones, floorsCount, versionMax, history);
    }

    /** Returns these limits with other bounds of the event history. */
    public StateLimits withHistory(HistoryLimits other) {
        return new StateLimits(tombstonesMax, floorsCount, versionMax, other);
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
