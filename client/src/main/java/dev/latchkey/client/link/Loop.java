package dev.latchkey.client.link;

import dev.latchkey.seams.Time;
import java.util.concurrent.Executor;

/**
 * An event loop: one thread that runs all steps of a client in sequence, with a clock and timers. An interface so that
 * simulators can supply virtual time.
 */
public interface Loop extends Time, Executor {

    /** Runs {@code step} on the loop soon, never during this call. Any thread may call this. */
    @Override
    void execute(Runnable step);

    /** Runs {@code step} on the loop after {@code delayNanos} nanoseconds. Any thread may call this. */
    Alarm schedule(long delayNanos, Runnable step);

    /** Whether the calling thread is the loop, which must not block. */
    boolean isInside();

    /** A scheduled step that has not been cancelled. */
    interface Alarm {

        /** Prevents the step from running, unless it already ran. Called on the loop. */
        void cancel();
    }
}
