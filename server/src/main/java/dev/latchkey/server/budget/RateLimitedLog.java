package dev.latchkey.server.budget;

import dev.latchkey.seams.Time;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A log that writes at most one line per minute, and appends to each line how many were suppressed since the last one. Thread-safe.
 */
public final class RateLimitedLog {

    private static final Duration INTERVAL_MIN = Duration.ofMinutes(1);

    private final Time time;
    private final Consumer<String> log;

    /** Whether a line has been written, when, and how many were suppressed since. Guarded by this. */
    private boolean written;

    private long writtenAt;
    private long suppressed;

    public RateLimitedLog(Time time, Consumer<String> log) {
        this.time = time;
        this.log = log;
    }

    /** Writes {@code sentence}, or only counts it. */
    public void log(String sentence) {
        String line = lineOrNull(sentence);
        if (line != null) {
            log.accept(line);
        }
    }

    private synchronized @Nullable String lineOrNull(String sentence) {
        long now = time.nanos();
        if (written && now - writtenAt < INTERVAL_MIN.toNanos()) {
            suppressed++;
            return null;
        }
        String more = suppressed == 0 ? "" : " (" + suppressed + " similar events were not logged)";
        written = true;
        writtenAt = now;
        suppressed = 0;
        return sentence + more;
    }
}
