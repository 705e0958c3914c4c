package dev.latchkey.check.format;

import dev.latchkey.check.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What was done to the system for a while.
 *
 * @param kind one word, such as {@code partition}
 * @param begin on the clock of the operations
 * @param end not before {@code begin}; {@link Operation#OPEN} if it was not over at the end of the history
 * @param note for people; null if there is none
 */
public record Fault(
        String kind, long begin, long end, @Nullable String note) {

    public Fault {
        if (end < begin) {
            throw new IllegalArgumentException("a fault that began at " + begin + " cannot have ended at " + end);
        }
    }
}
