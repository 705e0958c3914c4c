package dev.latchkey.check.format;

import org.jspecify.annotations.Nullable;

/** Deduplicates strings with a cache of fixed size, since keys and names recur on most lines. */
final class StringPool {

    private static final int SLOTS = 1 << 14;
    private static final int LENGTH_MAX = 256;

    private final @Nullable String[] slots = new String[SLOTS];

    String pooled(char[] text, int offset, int length) {
        if (length > LENGTH_MAX) {
            return new String(text, offset, length);
        }
        int hash = 0;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + text[i];
        }
        int slot = (hash ^ hash >>> 14) & SLOTS - 1;
        String known = slots[slot];
        if (known != null && known.length() == length && matches(known, text, offset)) {
            return known;
        }
        String made = new String(text, offset, length);
        slots[slot] = made;
        return made;
    }

    private static boolean matches(String known, char[] text, int offset) {
        for (int i = 0; i < known.length(); i++) {
            if (known.charAt(i) != text[offset + i]) {
                return false;
            }
        }
        return true;
    }
}
