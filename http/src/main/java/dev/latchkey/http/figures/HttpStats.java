package dev.latchkey.http.figures;

import dev.latchkey.http.route.Route;
import io.netty.util.concurrent.EventExecutor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Counts the HTTP requests of a node. Each event loop has its own counts, which are added up when they are read. Thread-safe. */
public final class HttpStats {

    /** Stands for the route of requests that are refused before it is known. */
    public static final String UNROUTED = "none";

    private static final int STATUS_DIGITS = 3;
    private static final String BUG = "500";

    private final Map<EventExecutor, LoopCounts> loops = new ConcurrentHashMap<>();
    private final List<Route> served = new CopyOnWriteArrayList<>();

    /** These routes are served, so their requests are reported although there are none yet. */
    public void serve(List<Route> routes) {
        served.addAll(routes);
    }

    /** Returns the counts of an event loop, on which only its own thread counts. */
    public LoopCounts of(EventExecutor loop) {
        return loops.computeIfAbsent(loop, one -> new LoopCounts());
    }

    /**
     * Returns the requests so far, by {@link Route#label}. The status codes that the table of routes lists, and 500, are 0 if they have not
     * occurred: an increase from nothing to 1 is invisible to the functions of Prometheus.
     */
    public Map<String, RouteFigures> read() {
        Map<String, RouteFigures> totals = new LinkedHashMap<>();
        served.forEach(route ->
                totals.putIfAbsent(route.label(), new RouteFigures(expected(route), RouteFigures.NONE.nanos())));
        loops.values().forEach(loop -> loop.addTo(totals));
        return totals;
    }

    private static Map<String, Long> expected(Route route) {
        Map<String, Long> none = new LinkedHashMap<>();
        route.replies().forEach(reply -> none.put(reply.substring(0, STATUS_DIGITS), 0L));
        none.put(BUG, 0L);
        return none;
    }
}
