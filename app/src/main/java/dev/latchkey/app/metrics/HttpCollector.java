package dev.latchkey.app.metrics;

import dev.latchkey.http.figures.RouteFigures;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.function.Supplier;

/** Collects the counts and the histograms of HTTP requests. Exact, like {@link HistogramCollector}. */
final class HttpCollector implements MultiCollector {

    private static final String ROUTE = "route";

    private final Supplier<Map<String, RouteFigures>> requests;

    HttpCollector(Supplier<Map<String, RouteFigures>> requests) {
        this.requests = requests;
    }

    @Override
    public MetricSnapshots collect() {
        Map<String, RouteFigures> now = requests.get();
        return new MetricSnapshots(responses(now), durations(now));
    }

    private static CounterSnapshot responses(Map<String, RouteFigures> routes) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder()
                .name("latchkey_http_requests")
                .help("HTTP requests by route and status code of the response.");
        routes.forEach((route, figures) -> figures.responses()
                .forEach((status, count) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of(ROUTE, route, "status", status))
                        .value(count)
                        .build())));
        return counter.build();
    }

    private static HistogramSnapshot durations(Map<String, RouteFigures> routes) {
        HistogramSnapshot.Builder histogram = HistogramSnapshot.builder()
                .name("latchkey_http_request_duration_seconds")
                .help("Time from the complete arrival of an HTTP request until its response begins, by route. Requests"
                        + " refused before their route is called are not included.");
        routes.forEach((route, figures) -> {
            if (figures.nanos().count() > 0) {
                histogram.dataPoint(
                        HistogramCollector.point(figures.nanos(), Labels.of(ROUTE, route), Meter.NANOS_PER_SECOND));
            }
        });
        return histogram.build();
    }
}
