package dev.latchkey.server.net;

import dev.latchkey.seams.Time;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A line in the log that may have cause to be said often: it is said at most once a minute in all, and tells how often it was
 * not. Safe for use by many threads.
 */
final class RateLimitedLog {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Time time;
    private final Consumer<String> log;

    /** Guarded by this, as all below. */
    private boolean spoke;

    private long spokeAt;
    private long unsaid;

    RateLimitedLog(Time time, Consumer<String> log) {
        this.time = time;
        this.log = log;
    }

    void say(String sentence) {
        String line = line(sentence);
        if (line != null) {
            log.accept(line);
        }
    }

    private synchronized @Nullable String line(String sentence) {
        long now = time.nanos();
        if (spoke && now - spokeAt < PAUSE.toNanos()) {
            unsaid++;
            return null;
        }
        String others = unsaid == 0 ? "" : "; so were " + unsaid + " others since the last such line";
        spoke = true;
        spokeAt = now;
        unsaid = 0;
        return sentence + others;
    }
}
