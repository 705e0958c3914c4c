package dev.latchkey.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** The names of users and clients that commands carry: short text that logs and snapshots return unchanged. */
final class Names {

    private Names() {}

    static void requireUser(String name) {
        require("the name of the user", name, Command.OpenSession.USER_BYTES_MAX);
    }

    /** Refuses a name that has more than {@code bytesMax} bytes of UTF-8, or that UTF-8 cannot represent. */
    static void require(String what, String name, int bytesMax) {
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
    static String cut(String name, int bytesMax) {
        byte[] bytes = name.getBytes(UTF_8);
        int end = Math.min(bytes.length, bytesMax);
        while (end > 0 && end < bytes.length && (bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return new String(Arrays.copyOf(bytes, end), UTF_8);
    }
}
