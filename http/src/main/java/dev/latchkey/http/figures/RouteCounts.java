package dev.latchkey.http.figures;

import dev.latchkey.engine.figures.Buckets;
import dev.latchkey.engine.figures.Histogram;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** The requests of one event loop for one route. One thread writes, any thread reads, and nothing is ever reset. */
final class RouteCounts {

    private final AtomicLongArray responses = new AtomicLongArray(StatusCodes.LABELS.size());
    private final Histogram nanos = new Histogram(Buckets.NANOS);

    /** Counts a request that was executed, and how long it took. */
    void executed(int status, long took) {
        refused(status);
        nanos.record(took);
    }

    /** Counts a request that was refused before execution. */
    void refused(int status) {
        int position = StatusCodes.positionOf(status);
        responses.setOpaque(position, responses.getPlain(position) + 1);
    }

    /** Returns the current counts. */
    RouteFigures read() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (int position = 0; position < responses.length(); position++) {
            long count = responses.getOpaque(position);
            if (count > 0) {
                counts.put(StatusCodes.LABELS.get(position), count);
            }
        }
        return new RouteFigures(counts, nanos.read());
    }
}
