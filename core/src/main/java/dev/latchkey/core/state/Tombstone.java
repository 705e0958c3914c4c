package dev.latchkey.core.state;

import org.jspecify.annotations.Nullable;

/** The last version of a key that was deleted, among those deleted before it and after it. */
final class Tombstone extends Keyed {

    final long version;

    /** Greater than that of every tombstone before it. */
    final long order;

    @Nullable
    Tombstone before;

    @Nullable
    Tombstone after;

    Tombstone(byte[] key, long version, long order) {
        super(key);
        this.version = version;
        this.order = order;
    }
}
