package dev.latchkey.app.metrics;

import dev.latchkey.engine.Persistence;
import dev.latchkey.engine.figures.Buckets;
import dev.latchkey.engine.figures.Distribution;
import dev.latchkey.server.stats.CommandStats.Totals;
import dev.latchkey.server.stats.Outcome;
import dev.latchkey.server.stats.ServerFigures;
import dev.latchkey.wire.text.ErrorCode;
import dev.latchkey.wire.verbs.Effect;
import dev.latchkey.wire.verbs.Verb;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Collects the counts of operations and the histograms. Exact: what the server counts in buckets is exposed in the same buckets. */
final class HistogramCollector implements MultiCollector {

    private static final String VERB = "verb";

    private final Supplier<ServerFigures> figures;

    HistogramCollector(Supplier<ServerFigures> figures) {
        this.figures = figures;
    }

    @Override
    public MetricSnapshots collect() {
        ServerFigures now = figures.get();
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(operations(now.commands()));
        all.add(durations(now.commands()));
        now.persistence().ifPresent(found -> all.addAll(durable(found)));
        return new MetricSnapshots(all);
    }

    private static CounterSnapshot operations(Totals totals) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder()
                .name("latchkey_operations")
                .help(
                        "Requests by command and outcome: ok, an error code, other (an error without a known code), or lost"
                                + " (no reply, because the outcome is unknown).");
        for (Verb verb : Verb.values()) {
            outcomes(verb, totals)
                    .forEach((outcome, count) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                            .labels(Labels.of(VERB, verb.lowerCase(), "outcome", outcome))
                            .value(count)
                            .build()));
        }
        return counter.build();
    }

    /** Why some are shown that have not occurred: an increase from nothing to 1 is invisible to the functions of Prometheus. */
    private static Map<String, Long> outcomes(Verb verb, Totals totals) {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put(Outcome.OK.label(), 0L);
        if (verb.effect() == Effect.WRITES || verb.effect() == Effect.DELETES) {
            counts.put(ErrorCode.ERRFULL.name(), 0L);
        }
        Totals.Total total = totals.commands().get(verb);
        if (total != null) {
            total.outcomes().forEach((outcome, count) -> counts.put(outcome.label(), count));
        }
        return counts;
    }

    private static HistogramSnapshot durations(Totals totals) {
        HistogramSnapshot.Builder histogram = HistogramSnapshot.builder()
                .name("latchkey_operation_duration_seconds")
                .help(
                        "Time from the arrival of a request until its reply is written, by command. Requests refused before"
                                + " execution are not included; a request that waits for an event is included with its wait.");
        totals.commands()
                .forEach((verb, total) -> histogram.dataPoint(
                        point(total.nanos(), Labels.of(VERB, verb.lowerCase()), Meter.NANOS_PER_SECOND)));
        return histogram.build();
    }

    private static List<HistogramSnapshot> durable(Persistence found) {
        return List.of(
                histogram(
                        "latchkey_log_fsync_duration_seconds",
                        "Time to write a batch to the log and fsync it.",
                        found.fsyncs()),
                histogram(
                        "latchkey_log_batch_records",
                        "Records in each batch that was written and fsynced.",
                        found.batchRecords()),
                histogram(
                        "latchkey_log_batch_size_bytes",
                        "Size of each batch that was written and fsynced.",
                        found.batchBytes()),
                histogram(
                        "latchkey_snapshot_duration_seconds",
                        "Time to write a snapshot.",
                        found.snapshots().times()));
    }

    private static HistogramSnapshot histogram(String name, String help, Distribution values) {
        double unit = values.buckets() == Buckets.NANOS ? Meter.NANOS_PER_SECOND : 1;
        return HistogramSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(values, Labels.EMPTY, unit))
                .build();
    }

    /** @param unit how many of the counted units are one unit of the metric */
    static HistogramDataPointSnapshot point(Distribution values, Labels labels, double unit) {
        long[] bounds = values.buckets().exposed();
        double[] upper = new double[bounds.length + 1];
        long[] counts = new long[bounds.length + 1];
        long before = 0;
        for (int bucket = 0; bucket < bounds.length; bucket++) {
            long upTo = values.countAtMost(bounds[bucket]);
            upper[bucket] = bounds[bucket] / unit;
            counts[bucket] = upTo - before;
            before = upTo;
        }
        upper[bounds.length] = Double.POSITIVE_INFINITY;
        counts[bounds.length] = values.count() - before;
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(upper, counts))
                .sum(values.sum() / unit)
                .build();
    }
}
