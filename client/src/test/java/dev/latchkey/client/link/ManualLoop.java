package dev.latchkey.client.link;

import dev.latchkey.client.clerk.FutureResult;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A loop whose time is a number: steps run one after another on the thread that drives it, and time passes when a test says so.
 * Other threads may bring steps. The clock begins 5 s before a long overflows, so that whoever compares moments other than by
 * subtraction is found out.
 */
public final class ManualLoop implements Loop {

    private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(5);

    /** How long, and how often, the driving thread waits for a step from another thread before it calls the test stuck. */
    private static final long OUTSIDE_WAIT_MILLIS = 10;

    private static final int OUTSIDE_WAITS_MAX = 2_000;

    private final PriorityQueue<Step> steps = new PriorityQueue<>(ManualLoop::compare);
    private long now = START;
    private long drawn;
    private volatile @Nullable Thread driver;
    private boolean ended;

    private record Step(long at, long order, Runnable action) {}

    private static int compare(Step one, Step other) {
        int byTime = Long.signum(one.at() - other.at()); // why: the difference is right across the wrap
        return byTime != 0 ? byTime : Long.compare(one.order(), other.order());
    }

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public long wallMillis() {
        return elapsed().toMillis();
    }

    /** How much time has passed since the loop began. */
    public Duration elapsed() {
        return Duration.ofNanos(nanos() - START);
    }

    /** The number of steps and alarms still to come. */
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
        return () -> forget(step);
    }

    private synchronized void forget(Step step) {
        steps.remove(step);
    }

    @Override
    public boolean isInside() {
        return driver == Thread.currentThread();
    }

    /** From now on refuses every step, as a loop does whose thread has ended. */
    public synchronized void end() {
        ended = true;
        steps.clear();
    }

    /** Runs everything that is due now, and what comes of it without a delay. */
    public void settle() {
        advance(Duration.ZERO);
    }

    /** Runs everything that is due within {@code duration}, after which so much time has passed. */
    public void advance(Duration duration) {
        long end = nanos() + duration.toNanos();
        for (Step step = next(end); step != null; step = next(end)) {
            run(step);
        }
        moveTo(end);
    }

    /** Lets time pass until the next step or alarm has run, with what comes of it without a delay; false if there is none. */
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

    /** Runs until nothing is left to run. */
    public void runAll() {
        for (Step step = next(); step != null; step = next()) {
            run(step);
        }
    }

    /** Runs until {@code done}; it is an error if nothing is left to run before. */
    public void runUntil(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            Step step = next();
            if (step == null) {
                throw new AssertionError("nothing is left to run, and what was waited for has not happened");
            }
            run(step);
        }
    }

    /** Runs until {@code done}, waiting for steps that other threads bring. */
    public void runWithThreadsUntil(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            Step step = nextOrWait(done);
            if (step != null) {
                run(step);
            }
        }
    }

    /** Runs until {@code future} is complete, and returns or throws what it ended with. */
    public <T> T await(CompletableFuture<T> future) {
        runUntil(future::isDone);
        return FutureResult.ended(future);
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

    private synchronized @Nullable Step nextOrWait(BooleanSupplier done) throws InterruptedException {
        for (int waits = 0; steps.isEmpty() && !done.getAsBoolean(); waits++) {
            if (waits == OUTSIDE_WAITS_MAX) {
                throw new AssertionError("no other thread brought a step");
            }
            wait(OUTSIDE_WAIT_MILLIS); // why not for ever: `done` may come of a thread that brings no step
        }
        return next();
    }
}
