package dev.latchkey.client.link;

import dev.latchkey.client.completion.FutureResult;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An event loop with virtual time: steps run in sequence on the thread that drives the loop, and time passes only when a test
 * advances it. Other threads may add steps. The clock starts 5 s before it overflows, which exposes code that does not compare
 * times by subtraction.
 */
public final class ManualLoop implements Loop {

    private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(5);

    /** How long, and how often, the driving thread waits for a step from another thread before it fails the test as stuck. */
    private static final long OUTSIDE_WAIT_MILLIS = 10;

    private static final int OUTSIDE_WAITS_MAX = 2_000;

    private final PriorityQueue<Step> steps = new PriorityQueue<>(ManualLoop::compare);
    private long now = START;
    private long drawn;
    private volatile @Nullable Thread driver;
    private boolean ended;
    private volatile Duration wallClockJump = Duration.ZERO;

    private record Step(long at, long order, Runnable action) {}

    private static int compare(Step one, Step other) {
        int byTime = Long.signum(one.at() - other.at()); // why: the difference is correct across the overflow
        return byTime != 0 ? byTime : Long.compare(one.order(), other.order());
    }

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public long wallMillis() {
        return elapsed().plus(wallClockJump).toMillis();
    }

    /** Sets the wall clock forward, or back, as after a suspension of the machine during which the monotonic clock stands still. */
    public void jumpWallClock(Duration by) {
        wallClockJump = wallClockJump.plus(by);
    }

    /** The virtual time that has passed since the loop began. */
    public Duration elapsed() {
        return Duration.ofNanos(nanos() - START);
    }

    /** The number of pending steps and timers. */
    public synchronized int pending() {
        return steps.size();
    }

    @Override
    public void execute(Runnable step) {
        schedule(0, step);
    }

    @Override
    public synchronized Alarm schedule(long delayNanos, Runnable action) {
        if (ended) {
            throw new RejectedExecutionException("the loop has ended");
        }
        Step step = new Step(now + Math.max(0, delayNanos), drawn++, action);
        steps.add(step);
        notifyAll();
        return () -> remove(step);
    }

    private synchronized void remove(Step step) {
        steps.remove(step);
    }

    @Override
    public boolean isInside() {
        return driver == Thread.currentThread();
    }

    /** Drops all steps and rejects new ones, like a loop whose thread has ended. */
    public synchronized void end() {
        ended = true;
        steps.clear();
    }

    /** Runs everything that is due now, including the steps that are added without a delay. */
    public void settle() {
        advance(Duration.ZERO);
    }

    /** Advances the time by {@code duration}, running everything that is due until then. */
    public void advance(Duration duration) {
        long end = nanos() + duration.toNanos();
        for (Step step = next(end); step != null; step = next(end)) {
            run(step);
        }
        moveTo(end);
    }

    /** Advances to the next step or timer and runs it and what it adds without a delay; false if nothing is pending. */
    public boolean advanceToNextAlarm() {
        settle();
        Step step = next();
        if (step == null) {
            return false;
        }
        run(step);
        settle();
        return true;
    }

    /** Runs until nothing is pending. */
    public void runAll() {
        for (Step step = next(); step != null; step = next()) {
            run(step);
        }
    }

    /** Runs until {@code done}; fails if nothing is pending before that. */
    public void runUntil(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            Step step = next();
            if (step == null) {
                throw new AssertionError("nothing is pending, and the expected condition has not been met");
            }
            run(step);
        }
    }

    /** Runs until {@code done}, waiting for steps that other threads add. */
    public void runWithThreadsUntil(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            Step step = nextOrWait(done);
            if (step != null) {
                run(step);
            }
        }
    }

    /** Runs until {@code future} completes, and returns its result or throws its failure. */
    public <T> T await(CompletableFuture<T> future) {
        runUntil(future::isDone);
        return FutureResult.resultOf(future);
    }

    private void run(Step step) {
        driver = Thread.currentThread();
        try {
            step.action().run();
        } finally {
            driver = null;
        }
    }

    private synchronized @Nullable Step next() {
        Step step = steps.poll();
        if (step != null) {
            now = step.at();
        }
        return step;
    }

    private synchronized @Nullable Step next(long end) {
        Step first = steps.peek();
        return first == null || first.at() - end > 0 ? null : next();
    }

    private synchronized void moveTo(long end) {
        now = end;
    }

    /** Waits, without running anything, until at least {@code count} steps and timers are pending. */
    public synchronized void awaitPending(int count) throws InterruptedException {
        for (int waits = 0; steps.size() < count; waits++) {
            if (waits == OUTSIDE_WAITS_MAX) {
                throw new AssertionError("no other thread added a step");
            }
            wait(OUTSIDE_WAIT_MILLIS);
        }
    }

    private synchronized @Nullable Step nextOrWait(BooleanSupplier done) throws InterruptedException {
        for (int waits = 0; steps.isEmpty() && !done.getAsBoolean(); waits++) {
            if (waits == OUTSIDE_WAITS_MAX) {
                throw new AssertionError("no other thread added a step");
            }
            wait(OUTSIDE_WAIT_MILLIS); // why bounded: a thread that adds no step may make `done` true
        }
        return next();
    }
}
