package dev.latchkey.core.bytes;

/** Receives the progress of a restore, from time to time and at its end. Called by the restoring thread; must be quick. */
@FunctionalInterface
public interface RestoreProgress {

    /** Ignores progress. */
    RestoreProgress NONE = (done, inAll) -> {};

    /**
     * Reports how many entries have been restored.
     *
     * @param done the number of restored entries, 0 to {@code inAll}; never decreases
     * @param inAll the number of entries in the state
     */
    void restored(long done, long inAll);
}
