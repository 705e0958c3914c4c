package dev.latchkey.client.lock;

/** What became of a hold that was released. */
public enum ReleaseOutcome {
    /** It was ours until now, and is free. */
    RELEASED,
    /** It was no longer ours: somebody broke it, or it was released before. Nothing was changed. */
    NOT_HELD,
    /** Nobody knows. It is no longer to be relied on; if it was not released, its holder's id still stands there. */
    MAYBE
}
