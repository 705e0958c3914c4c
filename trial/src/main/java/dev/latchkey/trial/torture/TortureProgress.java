package dev.latchkey.trial.torture;

/** How far a run is. */
@FunctionalInterface
public interface TortureProgress {

    /** Called behind each restart, by the thread that runs it, as long as nothing is known to be wrong. */
    void at(int kills, long operations);
}
