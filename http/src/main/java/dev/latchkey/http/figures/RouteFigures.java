package dev.latchkey.http.figures;

import dev.latchkey.engine.figures.Buckets;
import dev.latchkey.engine.figures.Distribution;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The requests for one route.
 *
 * @param responses the number of responses by status code, in ascending order
 * @param nanos how long it took from the arrival of a request that was executed until its response began, in nanoseconds
 */
public record RouteFigures(Map<String, Long> responses, Distribution nanos) {

    static final RouteFigures NONE = new RouteFigures(Map.of(), Distribution.empty(Buckets.NANOS));

    public RouteFigures {
        responses = Collections.unmodifiableSortedMap(new TreeMap<>(responses));
    }

    /** Returns the requests of both. */
    RouteFigures plus(RouteFigures other) {
        Map<String, Long> both = new TreeMap<>(responses);
        other.responses.forEach((status, count) -> both.merge(status, count, Long::sum));
        return new RouteFigures(both, nanos.plus(other.nanos));
    }
}
