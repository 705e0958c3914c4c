package dev.latchkey.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

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
        requireName("the name of the origin", by, BY_BYTES_MAX);
    }

    /** Returns the beginning of {@code name} that has at most {@value #BY_BYTES_MAX} bytes of UTF-8 and only whole characters. */
    public static String cut(String name) {
        return cut(name, BY_BYTES_MAX);
    }

    /** Refuses a name of a user that commands cannot carry. */
    static void requireUser(String name) {
        requireName("the name of the user", name, Command.OpenSession.USER_BYTES_MAX);
    }

    /** Refuses a name that has more than {@code bytesMax} bytes of UTF-8, or that UTF-8 cannot represent. */
    static void requireName(String what, String name, int bytesMax) {
        int bytes = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!Character.isSurrogate(c)) {
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            } else if (i + 1 < name.length() && Character.isSurrogatePair(c, name.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                throw new IllegalArgumentException(what + " has half of a surrogate pair at index " + i);
            }
        }
        if (bytes > bytesMax) {
            throw new IllegalArgumentException(what + " has " + bytes + " bytes: the maximum is " + bytesMax);
        }
    }

    /** Returns the longest valid name of at most {@code bytesMax} bytes that {@code name} starts with. */
    private static String cut(String name, int bytesMax) {
        byte[] bytes = name.getBytes(UTF_8);
        int end = Math.min(bytes.length, bytesMax);
        while (end > 0 && end < bytes.length && (bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return new String(Arrays.copyOf(bytes, end), UTF_8);
    }
}
