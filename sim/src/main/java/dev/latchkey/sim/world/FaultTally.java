package dev.latchkey.sim.world;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts how often each kind of fault happened. Not thread-safe. */
public final class FaultTally {

    private static final class Count {
        private long count;
    }

    private final Map<FaultKind, Count> counts = new EnumMap<>(FaultKind.class);

    public void add(FaultKind kind) {
        add(kind, 1);
    }

    private void add(FaultKind kind, long more) {
        counts.computeIfAbsent(kind, first -> new Count()).count += more;
    }

    /** Adds the counts of another tally. */
    public void add(FaultTally other) {
        other.counts.forEach((kind, count) -> add(kind, count.count));
    }

    public long of(FaultKind kind) {
        Count count = counts.get(kind);
        return count == null ? 0 : count.count;
    }

    /** The kinds in {@code ordered} that never happened. */
    public List<FaultKind> missing(Collection<FaultKind> ordered) {
        return ordered.stream().filter(kind -> of(kind) == 0).toList();
    }

    /** Every kind that happened, with its count. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        counts.forEach((kind, count) -> parts.add(kind.words() + " " + count.count));
        return parts.isEmpty() ? "no faults" : String.join(", ", parts);
    }
}
