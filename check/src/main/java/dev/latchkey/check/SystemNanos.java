package dev.latchkey.check;

import java.util.function.LongSupplier;

/** The monotonic system clock in nanoseconds. Used only for the time limit of a check. */
final class SystemNanos implements LongSupplier {

    @Override
    public long getAsLong() {
        return System.nanoTime();
    }
}
