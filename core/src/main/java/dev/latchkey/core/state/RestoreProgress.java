package dev.latchkey.core.state;

/** Hears how far a restore has come: now and then, and at its end. Called by the thread that restores, and should be quick. */
@FunctionalInterface
public interface RestoreProgress {

    /**
     * Tells how much is done.
     *
     * @param done entries that are restored, 0 to {@code inAll}, never fewer than before
     * @param inAll entries of the state
     */
    void restored(long done, long inAll);
}
