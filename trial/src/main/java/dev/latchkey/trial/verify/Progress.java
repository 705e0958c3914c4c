package dev.latchkey.trial.verify;

/** Receives the progress of a run. */
@FunctionalInterface
public interface Progress {

    /** Called about once a second, by the thread of the run, as long as no violation was found. */
    void at(long seconds, long operations, long faults);
}
