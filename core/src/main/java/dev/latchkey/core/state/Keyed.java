package dev.latchkey.core.state;

import java.util.Arrays;

/** An object with a key, which an {@link EntryTable} can hold. */
abstract class Keyed {

    /** Never modified, so it can be shared. */
    final byte[] key;

    Keyed(byte[] key) {
        this.key = key;
    }

    /** Compares as {@code Key#compareTo} does. */
    final int compareKey(byte[] other) {
        return Arrays.compareUnsigned(key, other);
    }
}
