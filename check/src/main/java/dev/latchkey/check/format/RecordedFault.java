package dev.latchkey.check.format;

import dev.latchkey.check.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A fault that was injected into the system for some time.
 *
 * @param kind one word, such as {@code partition}
 * @param begin the time when it began, on the clock of the operations
 * @param end the time when it ended, not before {@code begin}; {@link Operation#OPEN} if it lasted beyond the end of the history
 * @param note a human-readable note; null if there is none
 */
public record RecordedFault(
        String kind, long begin, long end, @Nullable String note) {

    public RecordedFault {
        if (end < begin) {
            throw new IllegalArgumentException("a fault that began at " + begin + " cannot have ended at " + end);
        }
    }
}
