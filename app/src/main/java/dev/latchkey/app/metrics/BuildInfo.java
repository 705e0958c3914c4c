package dev.latchkey.app.metrics;

import dev.latchkey.server.stats.ServerFigures;
import dev.latchkey.server.stats.ServerVersion;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The metric whose labels are the version and the engine of the server. */
final class BuildInfo {

    private BuildInfo() {}

    static void bindTo(MeterRegistry registry, ServerFigures figures) {
        Gauge.builder("latchkey.build.info", () -> 1)
                .description("Always 1; the labels are the version of the server and its engine.")
                .tag("version", ServerVersion.VERSION)
                .tag("engine", figures.engine())
                .register(registry);
    }
}
