package dev.latchkey.core.state;

import dev.latchkey.core.bytes.Piece;
import org.jspecify.annotations.Nullable;

/** A tombstone: the last version of a deleted key. Tombstones form a doubly linked list in order of deletion. */
final class Tombstone extends Keyed {

    private static final int FRAME_BYTES = 2 + 8;

    final long version;

    /** The position in the list: greater than that of every older tombstone. */
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

    /** Appends the tombstone in the format of docs/format/state.md. */
    void writeTo(Piece piece) {
        piece.grow(FRAME_BYTES + key.length)
                .putShort((short) key.length)
                .putLong(version)
                .put(key);
    }
}
