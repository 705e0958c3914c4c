package dev.latchkey.client.link;

import dev.latchkey.seams.Time;
import java.util.concurrent.Executor;

/**
 * The seam of time: one thread on which all steps of a client run one after another, with a clock and an alarm. A simulator
 * gives its own, in which time is a number.
 */
public interface Loop extends Time, Executor {

    /** Runs {@code step} on the loop, soon; never inside this call. May be called on any thread. */
    @Override
    void execute(Runnable step);

    /** Runs {@code step} on the loop when {@code delayNanos} have passed. May be called on any thread. */
    Alarm schedule(long delayNanos, Runnable step);

    /** Whether the caller runs on the loop, where nobody may wait. */
    boolean isInside();

    /** Something that will run unless it is cancelled first. */
    interface Alarm {

        /** Makes sure that it does not run, if it has not. Called on the loop. */
        void cancel();
    }
}
