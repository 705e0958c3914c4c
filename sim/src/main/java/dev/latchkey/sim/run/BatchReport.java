package dev.latchkey.sim.run;

import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.FaultTally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of many runs, added up. A fault that a scenario orders and that never happened in {@value #RUNS_MIN} runs of it or
 * more makes the batch void: it would prove nothing. Fewer runs are not judged for that, so that one seed can be repeated.
 *
 * <p>For one thread at a time.
 */
public final class BatchReport {

    /** With fewer runs of a scenario a fault may be missing by chance. */
    static final int RUNS_MIN = 50;

    /** The most failures that are kept; further ones are counted. */
    static final int FAILURES_MAX = 20;

    /** What came of one scenario. */
    static final class OfScenario {
        private final Scenario scenario;
        private final FaultTally faults = new FaultTally();
        private long runs;
        private long operations;
        private long maybes;
        private long twice;
        private Duration elapsed = Duration.ZERO;

        OfScenario(Scenario scenario) {
            this.scenario = scenario;
        }

        void add(RunReport run) {
            runs++;
            operations += run.operations();
            maybes += run.maybes();
            twice += run.twice();
            elapsed = elapsed.plus(run.elapsed());
            faults.add(run.faults());
        }
    }

    private final Map<Integer, OfScenario> scenarios = new TreeMap<>();
    private final List<RunReport> failures = new ArrayList<>();
    private long failuresEver;

    void add(RunReport run) {
        scenarios
                .computeIfAbsent(Scenario.ALL.indexOf(run.scenario()), index -> new OfScenario(run.scenario()))
                .add(run);
        if (!run.isOk()) {
            failuresEver++;
            if (failures.size() < FAILURES_MAX) {
                failures.add(run);
            }
        }
    }

    /** The runs in which something was wrong, by seed; the first {@value #FAILURES_MAX} that were found. */
    public List<RunReport> failures() {
        return failures.stream()
                .sorted(Comparator.comparingLong(RunReport::seed))
                .toList();
    }

    /** How many runs failed. */
    public long failed() {
        return failuresEver;
    }

    public long runs() {
        return scenarios.values().stream().mapToLong(of -> of.runs).sum();
    }

    public long operations() {
        return scenarios.values().stream().mapToLong(of -> of.operations).sum();
    }

    /** The time that passed in all runs, one after another. */
    public Duration elapsed() {
        return scenarios.values().stream().map(of -> of.elapsed).reduce(Duration.ZERO, Duration::plus);
    }

    /** What makes the batch void, in sentences. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (OfScenario of : scenarios.values()) {
            if (of.runs >= RUNS_MIN) {
                for (FaultKind kind : of.faults.missing(of.scenario.ordered())) {
                    missing.add("void: no " + kind.words() + " in " + of.runs + " runs of " + of.scenario.name());
                }
            }
        }
        return missing;
    }

    /** A table with a line for each scenario, and one with a line for each kind of fault. */
    public String table() {
        StringBuilder table = new StringBuilder();
        line(
                table,
                "%-12s %8s %11s %9s %9s %13s",
                "scenario",
                "runs",
                "operations",
                "ErrMaybe",
                "twice",
                "simulated s");
        scenarios.values().forEach(of -> row(table, of.scenario.name(), of));
        OfScenario all = new OfScenario(Scenario.ALL.get(0));
        for (OfScenario of : scenarios.values()) {
            all.runs += of.runs;
            all.operations += of.operations;
            all.maybes += of.maybes;
            all.twice += of.twice;
            all.elapsed = all.elapsed.plus(of.elapsed);
            all.faults.add(of.faults);
        }
        row(table, "all", all);
        table.append('\n');
        line(table, "%-20s %11s", "fault", "happened");
        for (FaultKind kind : FaultKind.values()) {
            line(table, "%-20s %,11d", kind.words(), all.faults.of(kind));
        }
        return table.toString();
    }

    private static void row(StringBuilder table, String name, OfScenario of) {
        line(
                table,
                "%-12s %,8d %,11d %,9d %,9d %,13.1f",
                name,
                of.runs,
                of.operations,
                of.maybes,
                of.twice,
                of.elapsed.toMillis() / 1_000.0);
    }

    private static void line(StringBuilder table, String format, Object... values) {
        table.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
