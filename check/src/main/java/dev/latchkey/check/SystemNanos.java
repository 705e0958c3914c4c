package dev.latchkey.check;

import java.util.function.LongSupplier;

/** The monotonic clock of the machine in nanoseconds, for the time limit of a check only. */
final class SystemNanos implements LongSupplier {

    @Override
    public long getAsLong() {
        return System.nanoTime();
    }
}
