package dev.latchkey.check;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The time and memory that one run of a checking algorithm may still use. Not thread-safe, except for the cancellation flag. */
public final class Budget {

    /** The assumed size of a state, whose actual size cannot be measured. */
    public static final int BYTES_OF_A_STATE = 256;

    private static final int BRIEF_CHECKS = 100;
    private static final int OPERATIONS_PER_CHECK = 16;
    private static final int STEPS_PER_CHECK = 4_096;

    private final LongSupplier nanos;
    private final long deadline;
    private final CheckLimits limits;
    private final AtomicBoolean cancelled;
    private final long bytesMax;
    private int checksLeft;
    private @Nullable String reason;

    private Budget(
            CheckLimits limits,
            long bytesMax,
            LongSupplier nanos,
            long deadline,
            AtomicBoolean cancelled,
            int checksLeft) {
        this.limits = limits;
        this.bytesMax = bytesMax;
        this.nanos = nanos;
        this.deadline = deadline;
        this.cancelled = cancelled;
        this.checksLeft = checksLeft;
    }

    /** Returns a budget of everything that {@code limits} allow, starting now. */
    public static Budget of(CheckLimits limits, LongSupplier nanos) {
        long deadline = nanos.getAsLong() + limits.time().toNanos();
        return new Budget(limits, limits.bytesMax(), nanos, deadline, new AtomicBoolean(), Integer.MAX_VALUE);
    }

    /** Returns a budget with the same deadline, one thread's share of the memory, and a flag that cancels it from outside. */
    Budget share(AtomicBoolean cancelled) {
        return new Budget(limits, Math.max(1, bytesMax / limits.threads()), nanos, deadline, cancelled, checksLeft);
    }

    /**
     * Returns a small budget with the same deadline, for one of many runs over a history. It bounds the number of budget checks,
     * so that the run can pass over all operations a few times.
     */
    Budget brief(int operations) {
        return new Budget(
                limits, bytesMax, nanos, deadline, cancelled, BRIEF_CHECKS + operations / OPERATIONS_PER_CHECK);
    }

    /** Returns whether the algorithm must stop. Reads the clock and uses up one budget check. */
    public boolean over() {
        checksLeft--;
        boolean over = late();
        if (checksLeft < 0) {
            reason = "not decided within the budget of one minimization step";
            over = true;
        }
        return over;
    }

    /** Returns whether a loop over operations must stop at this step. Like {@link #over}, but only at every 4,096th step. */
    public boolean isOverAt(int step) {
        return step % STEPS_PER_CHECK == 0 && over();
    }

    /** Returns whether the algorithm must stop because of a timeout, a cancellation or an interrupt. Reads the clock; uses up no budget check. */
    boolean late() {
        if (cancelled.get()) {
            reason = "the check was cancelled";
        } else if (nanos.getAsLong() - deadline > 0) {
            reason = notWithin(limits);
        } else if (Thread.currentThread().isInterrupted()) {
            reason = "the check was interrupted";
        }
        return reason != null;
    }

    /** Returns the reason that is given if the time limit is exceeded. */
    public static String notWithin(CheckLimits limits) {
        return "not decided within " + limits.time().toMillis() / 1_000.0 + " s";
    }

    /** Returns whether the algorithm must stop because {@code bytes} exceeds the memory limit. */
    boolean full(long bytes) {
        if (bytes > bytesMax) {
            reason = "not decided within " + bytesMax + " bytes of memory";
        }
        return reason != null;
    }

    /** Returns whether an earlier check found that the algorithm must stop. Does not read the clock. */
    public boolean isExhausted() {
        return reason != null;
    }

    /** Returns why the algorithm had to stop. */
    public String reason() {
        if (reason == null) {
            throw new IllegalStateException("the budget is not exhausted");
        }
        return reason;
    }
}
