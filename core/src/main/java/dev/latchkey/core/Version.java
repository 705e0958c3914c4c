package dev.latchkey.core;

/**
 * How often a key has been written, deletes included, since the store began. Never goes back and is never used twice, not
 * after a delete and not after a restart; so it is also the fencing token of a lock.
 *
 * @param number 0 (never written) to {@link Long#MAX_VALUE}
 */
public record Version(long number) implements Comparable<Version> {

    /** The version of a key never written; a put that expects it creates the key. */
    public static final Version NONE = new Version(0);

    /** The last version there is. Only a delete makes it; nothing follows it. */
    public static final Version MAX = new Version(Long.MAX_VALUE);

    /** Most keys are written a few times; these versions are one object each, not one for each key. */
    private static final Version[] FIRST = first(64);

    public Version {
        if (number < 0) {
            throw new IllegalArgumentException("version " + number + " is negative: " + ALLOWED);
        }
    }

    private static final String ALLOWED =
            "a version is 0 (never written) to " + Long.MAX_VALUE + ", the number of writes of its key";

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

    /** Whether this is {@link #NONE}. */
    public boolean isNone() {
        return number == 0;
    }

    /** The version after this one; {@link #MAX} has none. */
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

    /** The number in decimal. */
    @Override
    public String toString() {
        return Long.toString(number);
    }
}
