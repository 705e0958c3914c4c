package dev.latchkey.sim.run;

import dev.latchkey.client.lock.loss.LockLoss;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.FaultTally;
import dev.latchkey.sim.world.FollowTally;
import dev.latchkey.sim.world.LockTally;
import dev.latchkey.sim.world.SessionTally;
import dev.latchkey.sim.world.UnknownCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The summed results of many runs. If a scenario ran at least {@value #RUNS_MIN} times and a fault that it enables never
 * happened, the batch is void, because it would prove nothing. This check does not apply to fewer runs, so that a single seed
 * can be repeated.
 *
 * <p>Not thread-safe.
 */
public final class BatchReport {

    /** With fewer runs of a scenario, a fault may be missing by chance. */
    static final int RUNS_MIN = 50;

    /** The maximum number of failed runs that are kept; further ones are only counted. */
    static final int FAILURES_MAX = 20;

    /** The summed results of one scenario. */
    static final class OfScenario {
        private final Scenario scenario;
        private final FaultTally faults = new FaultTally();
        private long runs;
        private long operations;
        private final SessionTally sessions = new SessionTally();
        private final FollowTally follows = new FollowTally();
        private final LockTally locks = new LockTally();
        private long twice;
        private Duration elapsed = Duration.ZERO;

        OfScenario(Scenario scenario) {
            this.scenario = scenario;
        }

        void add(RunReport run) {
            runs++;
            operations += run.operations();
            sessions.add(run.sessions());
            follows.add(run.follows());
            locks.add(run.locks());
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

    /** The failed runs in order of their seeds; at most {@value #FAILURES_MAX}, the first ones to fail. */
    public List<RunReport> failures() {
        return failures.stream()
                .sorted(Comparator.comparingLong(RunReport::seed))
                .toList();
    }

    /** The number of runs that failed. */
    public long failed() {
        return failuresEver;
    }

    public long runs() {
        return scenarios.values().stream().mapToLong(of -> of.runs).sum();
    }

    public long operations() {
        return scenarios.values().stream().mapToLong(of -> of.operations).sum();
    }

    /** The sum of the virtual time of all runs. */
    public Duration elapsed() {
        return scenarios.values().stream().map(of -> of.elapsed).reduce(Duration.ZERO, Duration::plus);
    }

    /** The reasons why the batch is void, one sentence each; empty if it is valid. */
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

    /** A table with one row per scenario, followed by a table with one row per kind of fault. */
    public String table() {
        StringBuilder table = new StringBuilder();
        line(
                table,
                "%-22s %8s %11s %9s %9s %13s",
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
            all.sessions.add(of.sessions);
            all.follows.add(of.follows);
            all.locks.add(of.locks);
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
        addSessions(table, all.sessions);
        addFollows(table, all.follows);
        addLocks(table, all.locks);
        return table.toString();
    }

    private static void addSessions(StringBuilder table, SessionTally sessions) {
        table.append('\n');
        line(table, "%-20s %11s %11s", "ErrMaybe", "no session", "in session");
        for (UnknownCause cause : UnknownCause.values()) {
            line(
                    table,
                    "%-20s %,11d %,11d",
                    cause.words(),
                    sessions.unknown(false, cause),
                    sessions.unknown(true, cause));
        }
        table.append('\n');
        line(table, "%-20s %11s", "sessions", "number");
        line(table, "%-20s %,11d", "opened", sessions.opened());
        line(table, "%-20s %,11d", "expired", sessions.expired());
        line(table, "%-20s %,11d", "closed", sessions.closed());
        line(table, "%-20s %,11d", "writes begun", sessions.writes());
        line(table, "%-20s %,11d", "retries answered", sessions.repeats());
    }

    private static void addFollows(StringBuilder table, FollowTally follows) {
        table.append('\n');
        line(table, "%-20s %11s", "follows", "number");
        line(table, "%-20s %,11d", "begun", follows.begun());
        line(table, "%-20s %,11d", "events received", follows.events());
        line(table, "%-20s %,11d", "states received", follows.states());
        line(table, "%-20s %,11d", "resumed", follows.resumed());
        line(table, "%-20s %,11d", "paused", follows.paused());
        line(table, "%-20s %,11d", "store changed", follows.storesChanged());
        line(table, "%-20s %,11d", "events evicted", follows.compacted());
    }

    private static void addLocks(StringBuilder table, LockTally locks) {
        table.append('\n');
        line(table, "%-20s %11s", "locks with sessions", "number");
        line(table, "%-20s %,11d", "acquired", locks.granted());
        line(table, "%-20s %,11d", "released", locks.released());
        for (LockLoss loss : LockLoss.values()) {
            String words = loss.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            line(table, "%-20s %,11d", "lost: " + words, locks.losses(loss));
        }
        line(table, "%-20s %,11d", "guarded writes", locks.guarded());
        line(table, "%-20s %,11d", "stale ones refused", locks.stale());
    }

    private static void row(StringBuilder table, String name, OfScenario of) {
        line(
                table,
                "%-22s %,8d %,11d %,9d %,9d %,13.1f",
                name,
                of.runs,
                of.operations,
                of.sessions.unknown(),
                of.twice,
                of.elapsed.toMillis() / 1_000.0);
    }

    private static void line(StringBuilder table, String format, Object... values) {
        table.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
