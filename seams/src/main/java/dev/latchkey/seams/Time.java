package dev.latchkey.seams;

/** The seam of time: code that needs to know how much time has passed is given one of these. */
@FunctionalInterface
public interface Time {

    /**
     * Nanoseconds since some moment, which may be any and may be negative: only differences mean something, and they must be
     * taken by subtraction, so that a wrap does no harm. Never goes back.
     */
    long nanos();
}
