package dev.latchkey.core;

import java.nio.charset.StandardCharsets;

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

    /** The most bytes of UTF-8 that one char can take. */
    private static final int CHAR_BYTES_MAX = 3;

    public Origin {
        if (by.length() > BY_BYTES_MAX / CHAR_BYTES_MAX && lengthOf(by) > BY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "the name of the origin has " + lengthOf(by) + " bytes: the maximum is " + BY_BYTES_MAX);
        }
    }

    /** Returns the beginning of {@code name} that has at most {@link #BY_BYTES_MAX} bytes of UTF-8 and only whole characters. */
    public static String cut(String name) {
        int end = Math.min(name.length(), BY_BYTES_MAX);
        while (lengthOf(name.substring(0, end)) > BY_BYTES_MAX) {
            end--;
        }
        return end > 0 && end < name.length() && Character.isHighSurrogate(name.charAt(end - 1))
                ? name.substring(0, end - 1)
                : name.substring(0, end);
    }

    private static int lengthOf(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
