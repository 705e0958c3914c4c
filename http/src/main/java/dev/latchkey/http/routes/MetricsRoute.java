package dev.latchkey.http.routes;

import dev.latchkey.http.message.Response;
import dev.latchkey.http.route.Route;
import dev.latchkey.http.route.Step;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Exposes metrics to Prometheus. */
public final class MetricsRoute {

    private MetricsRoute() {}

    /**
     * Returns the route.
     *
     * @param thread runs scrapes, which take too long for an event loop, and rejects them if too many wait already
     * @param scrape returns the metrics in the text format of Prometheus
     */
    public static Route of(Executor thread, String mediaType, Supplier<String> scrape) {
        return Route.get(
                        "/metrics",
                        "Expose the metrics to Prometheus",
                        List.of(),
                        List.of(
                                "200 The metrics in the text format of Prometheus",
                                "429 Too many scrapes wait already"),
                        request -> new Step.Compute(thread, () -> response(mediaType, scrape.get())))
                .forAdmin();
    }

    private static Response response(String mediaType, String metrics) {
        return Response.of(200)
                .with("Cache-Control", "no-store")
                .withBody(mediaType, metrics.getBytes(StandardCharsets.UTF_8));
    }
}
