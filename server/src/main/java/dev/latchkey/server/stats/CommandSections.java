package dev.latchkey.server.stats;

import dev.latchkey.engine.figures.Distribution;
import java.util.Locale;

/** The sections of INFO about commands: {@code commandstats}, {@code errorstats} and {@code latencystats}, in the format of Redis. */
final class CommandSections {

    private CommandSections() {}

    /** A line for each command that a client has sent. The calls are those that were executed. */
    static void commandstats(ServerFigures figures, StringBuilder text) {
        figures.commands().commands().forEach((verb, total) -> {
            long calls = total.calls();
            double micros = total.nanos().sum() / 1_000.0;
            InfoReport.line(
                    text,
                    "cmdstat_" + verb.lowerCase(),
                    String.format(
                            Locale.ROOT,
                            "calls=%d,usec=%.0f,usec_per_call=%.2f,rejected_calls=%d,failed_calls=%d",
                            calls,
                            micros,
                            calls == 0 ? 0 : micros / calls,
                            total.rejected(),
                            total.failed()));
        });
    }

    /** A line for each error code that a reply had. */
    static void errorstats(ServerFigures figures, StringBuilder text) {
        figures.commands()
                .errors()
                .forEach((code, count) -> InfoReport.line(text, "errorstat_" + code, "count=" + count));
    }

    /** A line for each command that was executed. */
    static void latencystats(ServerFigures figures, StringBuilder text) {
        figures.commands().commands().forEach((verb, total) -> {
            if (total.calls() > 0) {
                InfoReport.line(text, "latency_percentiles_usec_" + verb.lowerCase(), percentiles(total.nanos()));
            }
        });
    }

    static String percentiles(Distribution nanos) {
        return "p50=" + InfoReport.micros(nanos.percentile(50))
                + ",p99=" + InfoReport.micros(nanos.percentile(99))
                + ",p99.9=" + InfoReport.micros(nanos.percentile(99.9));
    }
}
