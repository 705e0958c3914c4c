package dev.latchkey.app.lock;

import dev.latchkey.seams.Time;
import java.time.Duration;
import java.util.Optional;

/**
 * What happens to processes that do not exit after they were told to: a message, and SIGKILL if a time for it was given.
 * Thread-safe.
 */
final class KillTimer {

    /** After how long the processes that still run are reported. */
    static final Duration REPORT_AFTER = Duration.ofSeconds(10);

    /** What is due. */
    enum Due {
        NOTHING,
        REPORT,
        KILL
    }

    private final Time time;
    private final Optional<Duration> killAfter;
    private boolean hasBegun;
    private boolean hasReported;
    private long beganAt;

    KillTimer(Time time, Optional<Duration> killAfter) {
        this.time = time;
        this.killAfter = killAfter;
    }

    /** Starts the timer at the first call; later calls do not extend it. */
    synchronized void begin() {
        if (!hasBegun) {
            hasBegun = true;
            beganAt = time.nanos();
        }
    }

    /** Returns what is due: a report once, and SIGKILL at every call after its time, because new processes may have appeared. */
    synchronized Due poll() {
        if (!hasBegun) {
            return Due.NOTHING;
        }
        long elapsed = time.nanos() - beganAt;
        if (killAfter.isPresent() && elapsed >= killAfter.get().toNanos()) {
            return Due.KILL;
        }
        if (hasReported || elapsed < REPORT_AFTER.toNanos()) {
            return Due.NOTHING;
        }
        hasReported = true;
        return Due.REPORT;
    }
}
