package dev.latchkey.engine.durable;

import dev.latchkey.seams.Time;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** Measures how long it takes to write and fsync a batch. One thread at a time writes, any thread reads. */
final class FsyncTimes {

    private static final int SIGNIFICANT_DIGITS = 2;

    private final Time time;
    private final SingleWriterRecorder recorder = new SingleWriterRecorder(SIGNIFICANT_DIGITS);
    private final Histogram total = new Histogram(SIGNIFICANT_DIGITS);
    private volatile long last;

    FsyncTimes(Time time) {
        this.time = time;
    }

    /** Runs {@code writeAndFsync}, and records how long it took if it returns normally. */
    void time(Runnable writeAndFsync) {
        long began = time.nanos();
        writeAndFsync.run();
        last = time.nanos() - began;
        recorder.recordValue(last);
    }

    long lastNanos() {
        return last;
    }

    Duration last() {
        return Duration.ofNanos(last);
    }

    /** A copy of all measurements since startup, in nanoseconds. */
    Histogram total() {
        synchronized (total) {
            total.add(recorder.getIntervalHistogram());
            return total.copy();
        }
    }
}
