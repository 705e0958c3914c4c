package dev.latchkey.check.format;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Shares equal short strings, such as keys and names, since keys and names recur on most lines. */
final class StringPool {

    private static final int SLOTS = 1 << 14;
    private static final int LENGTH_MAX = 256;

    private final @Nullable String[] slots = new String[SLOTS];

    /** The hash of each string. Why: most strings do not recur, and this avoids a look at a string that is not in the cache of the processor. */
    private final int[] hashes = new int[SLOTS];

    String pooled(char[] text, int offset, int length) {
        String made = new String(text, offset, length);
        if (length > LENGTH_MAX) {
            return made;
        }
        int hash = made.hashCode();
        String known = known(hash, length);
        return known != null && known.equals(made) ? known : added(made, hash);
    }

    /** Returns the string of these bytes, which are all ASCII. */
    String pooled(byte[] text, int offset, int length) {
        if (length > LENGTH_MAX) {
            return new String(text, offset, length, StandardCharsets.ISO_8859_1);
        }
        int hash = 0;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + text[i];
        }
        String known = known(hash, length);
        return known != null && matches(known, text, offset)
                ? known
                : added(new String(text, offset, length, StandardCharsets.ISO_8859_1), hash);
    }

    private static int slot(int hash) {
        return (hash ^ hash >>> 14) & SLOTS - 1;
    }

    /** Returns a string that may be the one with this hash and length. */
    private @Nullable String known(int hash, int length) {
        int slot = slot(hash);
        if (hashes[slot] != hash) {
            return null;
        }
        String known = slots[slot];
        return known != null && known.length() == length ? known : null;
    }

    private String added(String text, int hash) {
        int slot = slot(hash);
        slots[slot] = text;
        hashes[slot] = hash;
        return text;
    }

    private static boolean matches(String known, byte[] text, int offset) {
        for (int i = 0; i < known.length(); i++) {
            if (known.charAt(i) != text[offset + i]) {
                return false;
            }
        }
        return true;
    }
}
