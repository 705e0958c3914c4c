package dev.latchkey.engine.durable;

import dev.latchkey.log.Log;
import dev.latchkey.seams.Time;
import java.time.Duration;

/**
 * Verifies periodically that the data directory is still the one that the engine has locked. If it was moved, deleted or
 * replaced, another server can serve the same store, and recovery would not find what is written. For the commit leader.
 */
final class DirectoryCheck {

    /** Together with the second after which an idle engine does its upkeep, this bounds the time between two checks to 1.5 s. */
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Log log;
    private final Time time;
    private long dueAt;

    DirectoryCheck(Log log, Time time) {
        this.log = log;
        this.time = time;
        this.dueAt = time.nanos() + INTERVAL.toNanos();
    }

    /** @throws dev.latchkey.log.errors.DiskFailedException if the directory is another one, or that cannot be determined */
    void verifyIfDue() {
        long now = time.nanos();
        if (now - dueAt < 0) {
            return;
        }
        log.verifyDirectory();
        dueAt = now + INTERVAL.toNanos();
    }
}
