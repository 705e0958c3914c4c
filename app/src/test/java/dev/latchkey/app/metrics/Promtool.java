package dev.latchkey.app.metrics;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.app.foreign.Program;
import java.util.List;

/** The checks of {@code promtool}, which comes with Prometheus. */
final class Promtool {

    /** What it reports about the metrics of the JVM, whose names Micrometer has chosen. */
    static final List<String> EXCEPTIONS = List.of("process_cpu_time_ns_total", "system_cpu_count");

    private Promtool() {}

    static void assumeInstalled() {
        assumeTrue(Program.isOnPath("promtool"), "skipped: promtool is not on the PATH (Debian: prometheus)");
    }
}
