package dev.latchkey.core.bytes;

/**
 * The items of one {@link Section} as of the revision of a snapshot. They are handed out in pieces while commands change the
 * section, so a part keeps a copy of whatever a command is about to change or remove before it has been handed out.
 */
public interface Part {

    /** Returns the number of items that have not been handed out. */
    int left();

    /**
     * Appends the next items to {@code piece} until the piece is full or no item is left. Called only if an item is left and the
     * piece has capacity.
     */
    void next(Piece piece);

    /** Returns about how many bytes of memory the copies take that are kept for this part alone. */
    long heldBytes();

    /** Discards the items that are left, and their copies. Idempotent. */
    void close();
}
