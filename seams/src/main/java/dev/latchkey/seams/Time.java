package dev.latchkey.seams;

/** The clocks of the process, as an interface, so that tests and the simulator can replace them. */
public interface Time {

    /**
     * The monotonic clock, in nanoseconds since an arbitrary origin; can be negative. Only differences are meaningful. Compute them by
     * subtraction, which stays correct when the value overflows.
     */
    long nanos();

    /**
     * The wall clock, in milliseconds since 1970-01-01 UTC. It can jump in both directions, so use it for information only, never to
     * measure durations.
     */
    long wallMillis();
}
