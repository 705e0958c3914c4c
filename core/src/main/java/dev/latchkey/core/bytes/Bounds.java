package dev.latchkey.core.bytes;

import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.Key;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;

/** The bounds of the fields of records and states. They are checked before memory is reserved for what a field announces. */
public final class Bounds {

    /** The least version that a delete makes, and so the least one of a tombstone or a floor. */
    private static final int DELETED_VERSION_MIN = 2;

    private Bounds() {}

    public static StateLimits limits(long tombstonesMax, long floorsCount, long versionMax) {
        between("tombstonesMax", tombstonesMax, 1, Integer.MAX_VALUE);
        between("floorsCount", floorsCount, 1, Integer.MAX_VALUE);
        version(versionMax, 2, Long.MAX_VALUE);
        try {
            return new StateLimits((int) tombstonesMax, (int) floorsCount, Version.of(versionMax));
        } catch (IllegalArgumentException e) {
            throw new UnreadableException("invalid limits of a store: " + e.getMessage(), e);
        }
    }

    public static HistoryLimits history(long eventsMax, long bytesMax) {
        return new HistoryLimits(
                (int) between("events of the history", eventsMax, 1, HistoryLimits.EVENTS_LIMIT),
                between("bytes of the history", bytesMax, 1, Long.MAX_VALUE));
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

    /** Returns the version of a tombstone or a floor. */
    public static long deletedVersion(long number, StateLimits limits) {
        return version(number, DELETED_VERSION_MIN, limits.versionMax().number());
    }

    /** Returns {@code number}, which must lie between {@code min} and {@code max} as an unsigned number; neither bound is negative. */
    public static long between(String what, long number, long min, long max) {
        if (number < min || number > max) {
            throw new UnreadableException(
                    what + " " + Long.toUnsignedString(number) + " is not one of " + min + " to " + max);
        }
        return number;
    }
}
