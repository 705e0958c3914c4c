package dev.latchkey.core.state;

import java.util.Arrays;

/** What has a key and stands in a table of keys. */
abstract sealed class Keyed permits Entry, Tombstone {

    /** Never changed, so it may be lent out. */
    final byte[] key;

    Keyed(byte[] key) {
        this.key = key;
    }

    /** As {@code Key#compareTo}. */
    final int compareKey(byte[] other) {
        return Arrays.compareUnsigned(key, other);
    }
}
