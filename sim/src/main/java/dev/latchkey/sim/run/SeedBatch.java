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
 * Runs a range of seeds. Each run uses one thread, and several runs execute in parallel. Runs share no state, so the result of a
 * seed does not depend on the batch it is part of.
 *
 * @param from the first seed
 * @param to the last seed, inclusive
 * @param only the scenario that every seed runs; if empty, {@link Scenario#of} selects one per seed
 * @param threads how many runs execute in parallel
 */
public record SeedBatch(long from, long to, Optional<Scenario> only, int threads) {

    /** The maximum number of threads of a batch. */
    public static final int THREADS_MAX = 256;

    public SeedBatch {
        if (to < from || to - from < 0) {
            throw new IllegalArgumentException("seeds " + from + ".." + to + ": the last seed is less than the first");
        }
        if (threads < 1 || threads > THREADS_MAX) {
            throw new IllegalArgumentException("threads must be between 1 and " + THREADS_MAX + ", but was " + threads);
        }
    }

    /** The number of seeds. */
    public long size() {
        return to - from + 1;
    }

    /**
     * Runs all seeds. Blocks until they have completed.
     *
     * @param whenRun called after each run by the thread that ran it; calls do not overlap
     * @throws InterruptedException if the calling thread was interrupted; runs in progress complete, and no new ones begin
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
                    withContext(scenario, mine, () -> {
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

    private static void withContext(Scenario scenario, long seed, Runnable run) {
        try {
            run.run();
        } catch (RuntimeException | Error e) {
            throw new IllegalStateException(
                    "could not run and report seed " + seed + " of " + scenario.name() + ": " + e
                            + "; to repeat: latchkey " + RunReport.repeat(scenario, seed),
                    e);
        }
    }
}
