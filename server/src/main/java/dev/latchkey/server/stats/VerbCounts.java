package dev.latchkey.server.stats;

import dev.latchkey.engine.figures.Buckets;
import dev.latchkey.engine.figures.Counter;
import dev.latchkey.engine.figures.Histogram;
import java.util.concurrent.atomic.AtomicLongArray;

/** The requests of one event loop for one command. One thread writes, any thread reads, and nothing is ever reset. */
final class VerbCounts {

    private final AtomicLongArray outcomes = new AtomicLongArray(Outcome.ALL.size());
    private final Counter rejected = new Counter();
    private final Histogram nanos = new Histogram(Buckets.NANOS);

    /** Counts a request that was executed, and how long it took until its reply was written. */
    void executed(Outcome outcome, long took) {
        count(outcome);
        nanos.record(took);
    }

    /** Counts a request that was refused before execution. */
    void rejected(Outcome outcome) {
        count(outcome);
        rejected.add(1);
    }

    /** Counts a request that has no reply. */
    void lost() {
        count(Outcome.LOST);
    }

    private void count(Outcome outcome) {
        outcomes.setOpaque(outcome.index, outcomes.getPlain(outcome.index) + 1);
    }

    /** Adds the current counts to {@code total}. */
    void addTo(CommandStats.Totals.Total total) {
        for (Outcome outcome : Outcome.ALL) {
            total.add(outcome, outcomes.getOpaque(outcome.index));
        }
        total.add(rejected.get(), nanos.read());
    }
}
