package dev.latchkey.core;

/**
 * The version of a key: the number of its writes, deletes included. Within one store a version never decreases and is never
 * reused, not even after a delete or a restart, so the version of a lock key is also its fencing token.
 *
 * @param number 0 (never written) to {@link Long#MAX_VALUE}
 */
public record Version(long number) implements Comparable<Version> {

    /** The version of a key that was never written; a put that expects it creates the key. */
    public static final Version NONE = new Version(0);

    /** The maximum version. Only a delete can reach it, and no version follows it. */
    public static final Version MAX = new Version(Long.MAX_VALUE);

    /** Shared instances of small versions: most keys are written only a few times. */
    private static final Version[] FIRST = first(64);

    public Version {
        if (number < 0) {
            throw new IllegalArgumentException("version " + number + " is negative: " + ALLOWED);
        }
    }

    private static final String ALLOWED =
            "a version is 0 (never written) to " + Long.MAX_VALUE + ", the number of writes of its key";

    /** Returns the version with a number that must not be negative. */
    public static Version of(long number) {
        return number >= 0 && number < FIRST.length ? FIRST[(int) number] : new Version(number);
    }

    private static Version[] first(int count) {
        Version[] versions = new Version[count];
        versions[0] = NONE;
        for (int i = 1; i < count; i++) {
            versions[i] = new Version(i);
        }
        return versions;
    }

    /** Returns whether this is {@link #NONE}. */
    public boolean isNone() {
        return number == 0;
    }

    /**
     * Returns the version after this one.
     *
     * @throws ArithmeticException if this is {@link #MAX}
     */
    public Version next() {
        if (number == Long.MAX_VALUE) {
            throw new ArithmeticException("no version follows " + number);
        }
        return of(number + 1);
    }

    @Override
    public int compareTo(Version other) {
        return Long.compare(number, other.number);
    }

    /** Returns the number in decimal. */
    @Override
    public String toString() {
        return Long.toString(number);
    }
}
