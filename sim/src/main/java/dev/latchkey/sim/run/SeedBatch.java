package dev.latchkey.sim.run;

import dev.latchkey.sim.world.Trace;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Many seeds. Each run has one thread; several run beside each other, and nothing of one is seen by another, so what comes of a
 * seed does not depend on the batch.
 *
 * @param from the first seed
 * @param to the last
 * @param only the scenario that all of them run; empty: they take turns, as {@link Scenario#of} says
 * @param threads how many runs go on at once
 */
public record SeedBatch(long from, long to, Optional<Scenario> only, int threads) {

    /** The most threads of a batch. */
    public static final int THREADS_MAX = 256;

    public SeedBatch {
        if (to < from || to - from < 0) {
            throw new IllegalArgumentException("seeds " + from + ".." + to + ": the second is less than the first");
        }
        if (threads < 1 || threads > THREADS_MAX) {
            throw new IllegalArgumentException("threads " + threads + " is not one of 1 to " + THREADS_MAX);
        }
    }

    /** The number of seeds. */
    public long size() {
        return to - from + 1;
    }

    /**
     * Runs all seeds. Blocks until they have run.
     *
     * @param whenRun is told of each run, by the thread that ran it, one at a time
     * @throws InterruptedException if the thread was interrupted; runs that have begun then end, and no others begin
     */
    public BatchReport run(Consumer<RunReport> whenRun) throws InterruptedException {
        BatchReport report = new BatchReport();
        ReentrantLock reporting = new ReentrantLock();
        AtomicLong next = new AtomicLong(from);
        AtomicBoolean stopped = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            Runnable worker = () -> {
                for (long seed = next.getAndIncrement(); seed <= to && !stopped.get(); seed = next.getAndIncrement()) {
                    long mine = seed;
                    Scenario scenario = only.orElseGet(() -> Scenario.of(mine));
                    reported(scenario, mine, () -> {
                        RunReport run = Run.of(scenario, mine, Trace.off());
                        reporting.lock();
                        try {
                            report.add(run);
                            whenRun.accept(run);
                        } finally {
                            reporting.unlock();
                        }
                    });
                }
            };
            for (Future<?> done : IntStream.range(0, threads)
                    .mapToObj(i -> pool.submit(worker))
                    .toList()) {
                done.get();
            }
        } catch (ExecutionException e) {
            @Nullable Throwable cause = e.getCause();
            throw new IllegalStateException(cause == null ? e.getMessage() : cause.getMessage(), e);
        } finally {
            stopped.set(true);
            pool.shutdown();
        }
        return report;
    }

    private static void reported(Scenario scenario, long seed, Runnable run) {
        try {
            run.run();
        } catch (RuntimeException | Error e) {
            throw new IllegalStateException(
                    "seed " + seed + " of " + scenario.name() + " could not be run and reported: " + e
                            + "; to repeat: latchkey " + RunReport.repeat(scenario, seed),
                    e);
        }
    }
}
