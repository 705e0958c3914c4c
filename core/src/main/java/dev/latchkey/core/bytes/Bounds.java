package dev.latchkey.core.bytes;

import dev.latchkey.core.Key;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;

/** What the fields of records and states may be, checked before anything is made of them or reserved for them. */
public final class Bounds {

    private Bounds() {}

    public static StateLimits limits(long tombstonesMax, long floorsCount, long versionMax) {
        between("tombstonesMax", tombstonesMax, 1, Integer.MAX_VALUE);
        between("floorsCount", floorsCount, 1, Integer.MAX_VALUE);
        version(versionMax, 2, Long.MAX_VALUE);
        try {
            return new StateLimits((int) tombstonesMax, (int) floorsCount, Version.of(versionMax));
        } catch (IllegalArgumentException e) {
            throw new UnreadableException("bounds that no store has: " + e.getMessage(), e);
        }
    }

    public static int keyLength(long length) {
        return (int) between("length of the key", length, 1, Key.LENGTH_MAX);
    }

    public static int valueLength(long length) {
        return (int) between("length of the value", length, 0, Value.LENGTH_MAX);
    }

    public static long version(long number, long min, long max) {
        return between("version", number, min, max);
    }

    /** {@code number}, which as one of 64 bits without a sign lies between two that are not negative. */
    public static long between(String what, long number, long min, long max) {
        if (number < min || number > max) {
            throw new UnreadableException(
                    what + " " + Long.toUnsignedString(number) + " is not one of " + min + " to " + max);
        }
        return number;
    }
}
