package dev.latchkey.engine.durable;

import dev.latchkey.seams.Time;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** How long it takes to write and force a batch. One thread writes, any thread may read. */
final class FsyncTimes {

    private static final int SIGNIFICANT_DIGITS = 2;

    private final Time time;
    private final SingleWriterRecorder recorder = new SingleWriterRecorder(SIGNIFICANT_DIGITS);
    private final Histogram total = new Histogram(SIGNIFICANT_DIGITS);
    private volatile long last;

    FsyncTimes(Time time) {
        this.time = time;
    }

    /** Does it, and takes note of how long it took if it succeeds. */
    void time(Runnable force) {
        long began = time.nanos();
        force.run();
        last = time.nanos() - began;
        recorder.recordValue(last);
    }

    long lastNanos() {
        return last;
    }

    Duration last() {
        return Duration.ofNanos(last);
    }

    /** All so far, in nanoseconds; the caller's own. */
    Histogram total() {
        synchronized (total) {
            total.add(recorder.getIntervalHistogram());
            return total.copy();
        }
    }
}
