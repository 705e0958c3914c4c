package dev.latchkey.test;

import dev.latchkey.seams.Time;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** The clock of leases: that of the machine or one that stands still, and what the test has added to it. For any thread. */
final class LeaseClock implements Time {

    /** @param added the time that is shown, less that of the machine if the clock runs */
    private record Reading(long added, boolean runs) {
        long nanos(Time machine) {
            return added + (runs ? machine.nanos() : 0);
        }
    }

    private final Time machine;
    private final boolean isReal;
    private final AtomicReference<Reading> reading;

    LeaseClock(Time machine, Leases leases) {
        this.machine = machine;
        isReal = leases == Leases.REAL_TIME;
        reading = new AtomicReference<>(new Reading(0, isReal));
    }

    @Override
    public long nanos() {
        return Objects.requireNonNull(reading.get()).nanos(machine);
    }

    @Override
    public long wallMillis() {
        return machine.wallMillis();
    }

    void advance(Duration time) {
        reading.updateAndGet(now -> new Reading(now.added + time.toNanos(), now.runs));
    }

    /** Stops the clock while the server is paused, as the server does not count pauses of its process. */
    void stop() {
        reading.updateAndGet(now -> now.runs ? new Reading(now.nanos(machine), false) : now);
    }

    /** Lets the clock run again if it ran before. */
    void start() {
        if (isReal) {
            reading.updateAndGet(now -> now.runs ? now : new Reading(now.added - machine.nanos(), true));
        }
    }
}
