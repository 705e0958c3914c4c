package dev.latchkey.trial.torture;

/** Receives the progress of a run. */
@FunctionalInterface
public interface TortureProgress {

    /** Called after each restart, by the thread of the run, as long as no violation was found. */
    void at(int kills, long operations);
}
