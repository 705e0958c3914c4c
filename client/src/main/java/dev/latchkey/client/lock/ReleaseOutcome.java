package dev.latchkey.client.lock;

/** The outcome of a release. */
public enum ReleaseOutcome {
    /**
     * The lock was held until now and was freed at its token. If the first answer was lost, another client may have broken the
     * hold instead: both leave the same state behind.
     */
    RELEASED,
    /** The lock was no longer held: the hold was broken, or released before. Nothing was changed. */
    NOT_HELD,
    /**
     * The outcome is unknown; do not rely on the lock any longer. Either the release may not have taken effect, and the lock may
     * still be held at this token; or the hold has definitely ended, and it is unknown whether this release or a break ended it.
     */
    MAYBE
}
