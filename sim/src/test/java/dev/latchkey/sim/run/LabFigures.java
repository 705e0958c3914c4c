package dev.latchkey.sim.run;

import dev.latchkey.client.clerk.PutOutcome;
import java.time.Duration;

/** Sums up and prints what the runs of one test did. Fails a test whose faults never happened. */
public final class LabFigures {

    private final String name;
    private final LinkFaultCounts counts = new LinkFaultCounts();
    private int runs;
    private long operations;
    private long maybes;
    private Duration elapsed = Duration.ZERO;

    public LabFigures(String name) {
        this.name = name;
    }

    public void add(LinkWorld world, History history) {
        add(world, history.puts().size() + history.gets().size(), history.count(PutOutcome.ErrMaybe.class));
    }

    public void add(LinkWorld world, long moreOperations, long moreMaybes) {
        runs++;
        operations += moreOperations;
        maybes += moreMaybes;
        counts.add(world.counts);
        elapsed = elapsed.plus(world.loop.elapsed());
    }

    /** Prints the sums, and requires that each fault in {@code faults} happened. */
    public void print(LinkFaults faults) {
        if (runs > 1) {
            counts.requireFired(faults);
        }
        System.out.printf(
                "%s: %d runs, %d operations, %d ErrMaybe, %s, %.1f virtual s%n",
                name, runs, operations, maybes, counts, elapsed.toMillis() / 1_000.0);
    }
}
