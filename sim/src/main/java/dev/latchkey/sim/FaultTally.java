package dev.latchkey.sim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** How often each kind of fault happened. For one thread alone. */
public final class FaultTally {

    private static final FaultKind[] KINDS = FaultKind.values();

    private final long[] counts = new long[KINDS.length];

    void add(FaultKind kind) {
        counts[kind.ordinal()]++;
    }

    /** Adds all that another tally has counted. */
    public void add(FaultTally other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
    }

    public long of(FaultKind kind) {
        return counts[kind.ordinal()];
    }

    /** Those of {@code ordered} that never happened. */
    public List<FaultKind> missing(Collection<FaultKind> ordered) {
        return ordered.stream().filter(kind -> of(kind) == 0).toList();
    }

    /** Every kind that happened, with its count. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        for (FaultKind kind : KINDS) {
            if (of(kind) > 0) {
                parts.add(kind.words() + " " + of(kind));
            }
        }
        return parts.isEmpty() ? "no faults" : String.join(", ", parts);
    }
}
