package dev.latchkey.check.format;

import org.jspecify.annotations.Nullable;

/**
 * Replaces objects that were seen a short time before by the equal ones that were seen then, so that a long history keeps one object for
 * all readers of the same value. Bounded: remembers one object for each slot of a table. Not thread-safe.
 */
final class Repeats<T> {

    private static final int SLOTS = 1 << 16;

    private final @Nullable Object[] seen = new Object[SLOTS];

    /** The hash of each object. Why: most objects do not recur, and comparing the hashes first avoids a look at the other object. */
    private final int[] hashes = new int[SLOTS];

    /** Returns the equal object that was passed before, if it is remembered; otherwise {@code one}. */
    @SuppressWarnings("unchecked") // equal objects of this class's only caller have its type
    T first(T one) {
        int hash = one.hashCode();
        int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
        Object before = seen[slot];
        if (hashes[slot] == hash && one.equals(before)) {
            return (T) before;
        }
        seen[slot] = one;
        hashes[slot] = hash;
        return one;
    }
}
