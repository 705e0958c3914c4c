package dev.latchkey.seams;

/** A monotonic clock. An interface, so that code that measures elapsed time can be given virtual time. */
@FunctionalInterface
public interface Time {

    /**
     * Nanoseconds since an arbitrary origin; may be negative. Only differences are meaningful, and they must be computed by
     * subtraction so that numeric overflow is harmless. Never decreases.
     */
    long nanos();
}
