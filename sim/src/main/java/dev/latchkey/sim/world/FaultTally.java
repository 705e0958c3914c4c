package dev.latchkey.sim.world;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How often each kind of fault happened. For one thread alone. */
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

    /** Adds all that another tally has counted. */
    public void add(FaultTally other) {
        other.counts.forEach((kind, count) -> add(kind, count.count));
    }

    public long of(FaultKind kind) {
        Count count = counts.get(kind);
        return count == null ? 0 : count.count;
    }

    /** Those of {@code ordered} that never happened. */
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
