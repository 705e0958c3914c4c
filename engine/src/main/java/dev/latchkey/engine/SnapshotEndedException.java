package dev.latchkey.engine;

/**
 * A snapshot cannot be read any further: the store ended it, because the copies of overwritten and deleted keys that it kept for the
 * snapshot took too much memory. The store itself is not affected.
 */
public final class SnapshotEndedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SnapshotEndedException(String sentence) {
        super(sentence);
    }
}
