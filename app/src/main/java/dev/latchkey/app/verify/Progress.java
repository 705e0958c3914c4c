package dev.latchkey.app.verify;

/** How far a run is. */
@FunctionalInterface
public interface Progress {

    /** Called about once a second, by the thread that runs it. */
    void at(long seconds, long operations, long judged, long faults);
}
