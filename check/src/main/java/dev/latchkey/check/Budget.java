package dev.latchkey.check;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What is left for one engine at work. Used by one thread, except that the flag of its cancellation is shared. */
public final class Budget {

    /** What a state is taken to need: the engine cannot see how large it is. */
    public static final int BYTES_OF_A_STATE = 256;

    private static final int BRIEF_LOOKS = 100;
    private static final int OPERATIONS_OF_A_LOOK = 16;

    private final LongSupplier nanos;
    private final long deadline;
    private final Limits limits;
    private final AtomicBoolean cancelled;
    private final long bytesMax;
    private int looksLeft;
    private @Nullable String reason;

    private Budget(
            Limits limits, long bytesMax, LongSupplier nanos, long deadline, AtomicBoolean cancelled, int looksLeft) {
        this.limits = limits;
        this.bytesMax = bytesMax;
        this.nanos = nanos;
        this.deadline = deadline;
        this.cancelled = cancelled;
        this.looksLeft = looksLeft;
    }

    /** All that {@code limits} allow, from now on. */
    public static Budget of(Limits limits, LongSupplier nanos) {
        long deadline = nanos.getAsLong() + limits.time().toNanos();
        return new Budget(limits, limits.bytesMax(), nanos, deadline, new AtomicBoolean(), Integer.MAX_VALUE);
    }

    /** The same time, a share of the memory, and {@code cancelled} to end it from outside. */
    Budget share(AtomicBoolean cancelled) {
        return new Budget(limits, Math.max(1, bytesMax / limits.threads()), nanos, deadline, cancelled, looksLeft);
    }

    /**
     * As much as one of many questions about a history is worth, of the same time: enough looks at the clock for some passes over
     * all its operations.
     */
    Budget brief(int operations) {
        return new Budget(
                limits, bytesMax, nanos, deadline, cancelled, BRIEF_LOOKS + operations / OPERATIONS_OF_A_LOOK);
    }

    /** Whether the engine must stop, and one look less for a small question. Reads the clock. */
    public boolean over() {
        looksLeft--;
        boolean over = late();
        if (looksLeft < 0) {
            reason = "a small question was too hard";
            over = true;
        }
        return over;
    }

    /** Whether the engine must stop because its time is over or nobody waits for it. Reads the clock; costs no look. */
    boolean late() {
        if (cancelled.get()) {
            reason = "the check was cancelled";
        } else if (nanos.getAsLong() - deadline > 0) {
            reason = "not decided within " + limits.time().toMillis() / 1_000.0 + " s";
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
