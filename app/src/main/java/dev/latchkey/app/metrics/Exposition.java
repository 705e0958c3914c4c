package dev.latchkey.app.metrics;

import dev.latchkey.http.figures.HttpStats;
import dev.latchkey.seams.Time;
import dev.latchkey.server.stats.ServerFigures;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A Micrometer registry with all metrics of a server. Figures that are one number are meters of Micrometer. Histograms and counts by command
 * and by route are collected by {@link HistogramCollector} and {@link HttpCollector}, because the server keeps them in buckets of its own: a timer of Micrometer for each request
 * would cost several times as much.
 *
 * <p>Not thread-safe.
 */
final class Exposition implements AutoCloseable {

    private final PrometheusMeterRegistry registry;
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /** The figures of the current scrape, so that all of its metrics are read at one point in time. */
    private ServerFigures figures;

    Exposition(ServerFigures first, HttpStats http, Time time) {
        figures = first;
        PrometheusRegistry prometheus = new PrometheusRegistry();
        prometheus.register(new HistogramCollector(() -> figures));
        prometheus.register(new HttpCollector(http::read));
        registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, clock(time));
        ServerMeters.ALL.forEach(meter -> bind(meter, now -> meter.value().applyAsDouble(now)));
        if (first.persistence().isPresent()) {
            DurableMeters.ALL.forEach(meter -> bind(
                    meter, now -> meter.value().applyAsDouble(now.persistence().orElseThrow())));
        }
        BuildInfo.bindTo(registry, first);
        List<MeterBinder> binders = List.of(
                new JvmMemoryMetrics(),
                collections,
                new JvmThreadMetrics(),
                new ClassLoaderMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics());
        binders.forEach(binder -> binder.bindTo(registry));
    }

    private static Clock clock(Time time) {
        return new Clock() {
            @Override
            public long wallTime() {
                return time.wallMillis();
            }

            @Override
            public long monotonicTime() {
                return time.nanos();
            }
        };
    }

    private void bind(Meter<?> meter, ToDoubleFunction<ServerFigures> value) {
        if (meter.isCounter()) {
            FunctionCounter.builder(meter.name(), this, self -> value.applyAsDouble(self.figures))
                    .baseUnit(meter.unit())
                    .description(meter.help())
                    .register(registry);
        } else {
            Gauge.builder(meter.name(), this, self -> value.applyAsDouble(self.figures))
                    .baseUnit(meter.unit())
                    .description(meter.help())
                    .register(registry);
        }
    }

    /** All metrics in the text format, of the figures {@code now}. */
    String scrape(ServerFigures now) {
        figures = now;
        return registry.scrape(Metrics.CONTENT_TYPE);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
