package dev.latchkey.trial.verify;

/** How far a run is. */
@FunctionalInterface
public interface Progress {

    /** Called about once a second, by the thread that runs it, as long as nothing is known to be wrong. */
    void at(long seconds, long operations, long faults);
}
