package dev.latchkey.check;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What is left for one engine at work. Used by one thread, except that the flag of its cancellation is shared. */
public final class Budget {

    /** What a state is taken to need: the engine cannot see how large it is. */
    public static final int BYTES_OF_A_STATE = 256;

    private final LongSupplier nanos;
    private final long deadline;
    private final Limits limits;
    private final AtomicBoolean cancelled;
    private final long bytesMax;
    private @Nullable String reason;

    private Budget(Limits limits, long bytesMax, LongSupplier nanos, long deadline, AtomicBoolean cancelled) {
        this.limits = limits;
        this.bytesMax = bytesMax;
        this.nanos = nanos;
        this.deadline = deadline;
        this.cancelled = cancelled;
    }

    /** All that {@code limits} allow, from now on. */
    public static Budget of(Limits limits, LongSupplier nanos) {
        long deadline = nanos.getAsLong() + limits.time().toNanos();
        return new Budget(limits, limits.bytesMax(), nanos, deadline, new AtomicBoolean());
    }

    /** The same time, a share of the memory, and {@code cancelled} to end it from outside. */
    Budget share(AtomicBoolean cancelled) {
        return new Budget(limits, Math.max(1, bytesMax / limits.threads()), nanos, deadline, cancelled);
    }

    /** Whether the engine must stop because its time is over or nobody waits for it. Reads the clock. */
    public boolean over() {
        if (cancelled.get()) {
            reason = "the check was cancelled";
        } else if (nanos.getAsLong() - deadline > 0) {
            reason = "not decided within " + limits.time();
        }
        return reason != null;
    }

    /** Whether the engine must stop because it uses {@code bytes}. */
    boolean full(long bytes) {
        if (bytes > bytesMax) {
            reason = "not decided within " + bytesMax + " bytes of memory";
        }
        return reason != null;
    }

    /** Why the engine had to stop. */
    public String reason() {
        if (reason == null) {
            throw new IllegalStateException("the budget is not spent");
        }
        return reason;
    }
}
