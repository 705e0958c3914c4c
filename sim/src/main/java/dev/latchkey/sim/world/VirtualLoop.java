package dev.latchkey.sim.world;

import dev.latchkey.client.link.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An event loop in virtual time: steps run one after another on the thread that drives the loop, and waiting takes no real time.
 * The clock begins 5 s before a long overflows, so that every run longer than that passes the wraparound.
 *
 * <p>Steps due at the same time run in the order in which they were added. Not thread-safe.
 */
public final class VirtualLoop implements Loop {

    private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(5);

    /** The time that the wall clock of every run starts at, unless it is replaced: 2001-02-03 04:05:06 UTC. */
    public static final long WALL_MILLIS_AT_START = 981_173_106_000L;

    private static final int HEAP_INITIAL = 64;

    /** More than any run needs, so a run that reaches it would never end. */
    private static final long STEPS_MAX = 50_000_000;

    private final long stepsMax;

    /** Steps that are due now. Kept apart from the heap, because most steps have no delay. */
    private final ArrayDeque<Step> due = new ArrayDeque<>();

    /** Future steps, as a binary heap. A cancelled step stays in it and is discarded when it comes due. */
    private Step[] heap = new Step[HEAP_INITIAL];

    private int size;
    private int cancelled;
    private long now = START;
    private LongUnaryOperator wallMillisAfter = elapsedMillis -> WALL_MILLIS_AT_START + elapsedMillis;
    private long drawn;
    private long ran;
    private boolean inside;

    public VirtualLoop() {
        this(STEPS_MAX);
    }

    /** @param stepsMax the number of steps after which running another one throws an AssertionError */
    VirtualLoop(long stepsMax) {
        this.stepsMax = stepsMax;
    }

    private final class Step implements Alarm {
        private final long at;
        private final long order;
        private @Nullable Runnable action;

        Step(long at, long order, Runnable action) {
            this.at = at;
            this.order = order;
            this.action = action;
        }

        @Override
        public void cancel() {
            if (action != null) {
                action = null;
                cancelled++;
            }
        }

        boolean isBefore(Step other) {
            long difference = at - other.at; // why not at < other.at: the difference is correct across the wraparound
            return difference != 0 ? difference < 0 : order < other.order;
        }
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public long wallMillis() {
        return wallMillisAfter.applyAsLong(TimeUnit.NANOSECONDS.toMillis(now - START));
    }

    /**
     * Replaces the wall clock. The monotonic clock is unaffected.
     *
     * @param wallMillisAfter returns the time that the wall clock shows when the given number of milliseconds has elapsed
     */
    public void setWallClock(LongUnaryOperator wallMillisAfter) {
        this.wallMillisAfter = wallMillisAfter;
    }

    /** The virtual time since the loop began, in nanoseconds. */
    public long elapsedNanos() {
        return now - START;
    }

    /** The virtual time since the loop began. */
    public Duration elapsed() {
        return Duration.ofNanos(elapsedNanos());
    }

    /** The number of steps run so far. Serves as a clock in which no two steps have the same time. */
    public long stepsRun() {
        return ran;
    }

    /** The number of steps and alarms still to come. */
    public int pending() {
        return due.size() + size - cancelled;
    }

    @Override
    public void execute(Runnable action) {
        due.addLast(new Step(now, drawn++, action));
    }

    @Override
    public Alarm schedule(long delayNanos, Runnable action) {
        Step step = new Step(now + Math.max(0, delayNanos), drawn++, action);
        if (delayNanos <= 0) {
            due.addLast(step);
        } else {
            push(step);
        }
        return step;
    }

    @Override
    public boolean isInside() {
        return inside;
    }

    /** A future that completes after {@code duration}, for tests written with futures. */
    public CompletableFuture<Void> pause(Duration duration) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        schedule(duration.toNanos(), () -> over.complete(null));
        return over;
    }

    /** Runs everything that is due now, including what that adds without a delay. */
    public void settle() {
        advance(Duration.ZERO);
    }

    /** Runs everything that is due within {@code duration}, then advances the clock to its end. */
    public void advance(Duration duration) {
        long end = now + duration.toNanos();
        while (nextIsBy(end)) {
            runNext();
        }
        now = end;
    }

    /** Runs until nothing is left to run. */
    public void runAll() {
        boolean more = true;
        while (more) {
            more = runNext();
        }
    }

    /** Runs until {@code done}. It is an error if nothing is left to run before that. */
    public void runUntil(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            if (!runNext()) {
                throw new AssertionError("nothing is left to run, but the expected condition does not hold");
            }
        }
    }

    /** Runs until {@code done} or until {@code elapsedMax} since the loop began, and returns whether it is done. */
    public boolean runUntil(BooleanSupplier done, Duration elapsedMax) {
        long end = START + elapsedMax.toNanos();
        while (!done.getAsBoolean()) {
            if (!nextIsBy(end) || !runNext()) {
                return false;
            }
        }
        return true;
    }

    /** Runs until {@code future} completes, and returns its value or throws its exception. */
    public <T> T await(CompletableFuture<T> future) {
        runUntil(future::isDone);
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private boolean nextIsBy(long end) {
        dropCancelled();
        Step next = due.isEmpty() ? (size == 0 ? null : heap[0]) : due.peekFirst();
        return next != null && next.at - end <= 0;
    }

    private void dropCancelled() {
        while (!due.isEmpty() && due.peekFirst().action == null) {
            due.removeFirst();
            cancelled--;
        }
        while (size > 0 && heap[0].action == null) {
            pop();
            cancelled--;
        }
    }

    /** Runs the next step; false if nothing is left to run. */
    private boolean runNext() {
        dropCancelled();
        if (due.isEmpty() && size == 0) {
            return false;
        }
        if (ran >= stepsMax) {
            throw new AssertionError("after " + ran + " steps more are still left to run: it never ends");
        }
        boolean fromHeap = due.isEmpty() || (size > 0 && heap[0].isBefore(due.peekFirst()));
        Step step = fromHeap ? pop() : due.removeFirst();
        Runnable action = step.action;
        step.action = null; // why: cancelling it from now on must have no effect
        now = step.at;
        ran++;
        inside = true;
        try {
            if (action != null) {
                action.run();
            }
        } finally {
            inside = false;
        }
        return true;
    }

    private void push(Step step) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        int at = size++;
        while (at > 0 && step.isBefore(heap[(at - 1) / 2])) {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = step;
    }

    @SuppressWarnings("NullAway") // why: unused slots of the heap hold null, but no slot below size is unused
    private Step pop() {
        Step first = heap[0];
        Step last = heap[--size];
        heap[size] = null;
        int at = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
                child++;
            }
            if (!heap[child].isBefore(last)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
            child = 2 * at + 1;
        }
        if (size > 0) {
            heap[at] = last;
        }
        return first;
    }
}
