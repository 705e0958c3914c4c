package dev.latchkey.client.lock;

/** What became of a hold that was released. */
public enum ReleaseOutcome {
    /**
     * It was ours until now, and was freed at our token. If the first answer was lost, that may have been the doing of somebody
     * who broke the hold meanwhile: the two leave the same behind.
     */
    RELEASED,
    /** It was no longer ours: somebody broke it, or it was released before. Nothing was changed. */
    NOT_HELD,
    /**
     * Nobody knows what became of it, and it is no longer to be relied on. Perhaps it was not released, and our id still stands
     * there; or it is certainly no longer ours, and nobody knows whether we released it or somebody broke it.
     */
    MAYBE
}
