package dev.latchkey.http.figures;

import dev.latchkey.http.route.Route;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of the connections of one event loop, by route. One thread writes and any thread may read. Counting takes no lock
 * and executes no atomic instruction.
 */
public final class LoopCounts {

    private final Map<String, RouteCounts> routes = new ConcurrentHashMap<>();

    /** The same counts for the writer, which finds them without hashing the fields of a route. */
    private final IdentityHashMap<Route, RouteCounts> mine = new IdentityHashMap<>();

    private final RouteCounts unrouted = new RouteCounts();

    LoopCounts() {
        routes.put(HttpStats.UNROUTED, unrouted);
    }

    /** Counts a request that was executed, whose response begins {@code nanos} after the arrival of the request. */
    public void countExecuted(Route route, int status, long nanos) {
        of(route).executed(status, nanos);
    }

    /**
     * Counts a request that was refused before execution.
     *
     * @param route null if it was refused before its route was known
     */
    public void countRefused(@Nullable Route route, int status) {
        (route == null ? unrouted : of(route)).refused(status);
    }

    private RouteCounts of(Route route) {
        RouteCounts counts = mine.get(route);
        if (counts == null) {
            counts = routes.computeIfAbsent(route.label(), label -> new RouteCounts());
            mine.put(route, counts);
        }
        return counts;
    }

    /** Adds the current counts to {@code totals}. */
    void addTo(Map<String, RouteFigures> totals) {
        routes.forEach((label, counts) -> totals.merge(label, counts.read(), RouteFigures::plus));
    }
}
