package dev.latchkey.core.history;

/**
 * A position in the events of one prefix.
 *
 * @param after the events up to this revision have been read
 * @param previous the revision of the last event that was read; that of the start if none was
 */
public record FollowCursor(long after, long previous) {

    /** Returns a position after {@code revision}, at which reading starts. */
    public static FollowCursor startingAfter(long revision) {
        return new FollowCursor(revision, revision);
    }
}
