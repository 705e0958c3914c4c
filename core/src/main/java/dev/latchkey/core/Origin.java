package dev.latchkey.core;

/**
 * Who sent a command, and when. For information only: no reply and no state that clients can read depends on it. It is stamped
 * once, before the command is ordered, and travels with the command, so that every replay sees the same origin.
 *
 * @param by the name of the user or client, at most {@value #BY_BYTES_MAX} bytes of UTF-8; empty if unknown
 * @param wallMillis the wall-clock time in milliseconds since 1970-01-01 UTC; 0 if unknown
 */
public record Origin(String by, long wallMillis) {

    /** The longest name, in bytes. */
    public static final int BY_BYTES_MAX = 64;

    /** The origin of a command of which neither the sender nor the time is known. */
    public static final Origin UNKNOWN = new Origin("", 0);

    public Origin {
        Names.require("the name of the origin", by, BY_BYTES_MAX);
    }

    /** Returns the beginning of {@code name} that has at most {@value #BY_BYTES_MAX} bytes of UTF-8 and only whole characters. */
    public static String cut(String name) {
        return Names.cut(name, BY_BYTES_MAX);
    }
}
