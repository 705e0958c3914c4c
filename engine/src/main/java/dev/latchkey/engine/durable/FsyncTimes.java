package dev.latchkey.engine.durable;

import dev.latchkey.engine.figures.Buckets;
import dev.latchkey.engine.figures.Distribution;
import dev.latchkey.engine.figures.Histogram;
import dev.latchkey.seams.Time;
import java.time.Duration;

/** Measures how long it takes to write and fsync a batch. One thread at a time writes, any thread reads. */
final class FsyncTimes {

    private final Time time;
    private final Histogram nanos = new Histogram(Buckets.NANOS);
    private volatile long last;

    FsyncTimes(Time time) {
        this.time = time;
    }

    /** Runs {@code writeAndFsync}, and records how long it took if it returns normally. */
    void time(Runnable writeAndFsync) {
        long began = time.nanos();
        writeAndFsync.run();
        last = time.nanos() - began;
        nanos.record(last);
    }

    long lastNanos() {
        return last;
    }

    Duration last() {
        return Duration.ofNanos(last);
    }

    /** All measurements since startup, in nanoseconds. */
    Distribution total() {
        return nanos.read();
    }
}
