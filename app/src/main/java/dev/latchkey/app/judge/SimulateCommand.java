package dev.latchkey.app.judge;

import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.Environment;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.app.logging.Logs;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.format.FileFormat;
import dev.latchkey.check.format.History;
import dev.latchkey.check.format.NamedModel;
import dev.latchkey.check.report.HtmlReport;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.sim.run.BatchReport;
import dev.latchkey.sim.run.RunFiles;
import dev.latchkey.sim.run.RunReport;
import dev.latchkey.sim.run.Scenario;
import dev.latchkey.sim.run.SeedBatch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code latchkey simulate}: deterministic simulation of server, Clerk and lock under injected faults. */
@Command(
        name = "simulate",
        description = {
            "Runs a deterministic simulation of server and clients under injected faults.",
            "",
            "The simulation runs the real server, Clerk and lock in virtual time, injects network, process and disk"
                    + " faults from a seed, and checks that the histories of the clients are linearizable. The same"
                    + " seed produces the same run, byte for byte.",
            ""
        },
        footer = {
            "",
            "Unless --scenario is given, the seed determines the scenario, so seed 7 alone is the same run as seed 7"
                    + " in a range. For each failed run, the command that repeats it is printed. The first "
                    + SimulateCommand.FILED_MAX
                    + " failed runs write their histories (.jsonl, for latchkey check), an HTML report (.html) and a"
                    + " trace (.txt) to the directory of --out.",
            "",
            "A batch is void if a fault that a scenario requires never occurred in 50 or more runs of that scenario.",
            "",
            "Exit codes:",
            "  0  all runs were OK",
            "  1  at least one run failed",
            "  2  usage error",
            "  3  all runs were OK, but the batch is void",
            "",
            "Examples:",
            "  latchkey simulate --seeds 1..10000"
        })
public final class SimulateCommand extends ConsoleCommand {

    private static final int FAILED = 1;
    private static final int VOID = 3;
    private static final Pattern SEEDS = Pattern.compile("(-?[0-9]{1,18})(?:\\.\\.(-?[0-9]{1,18}))?");
    private static final long PROGRESS_NANOS = 200_000_000L;
    private static final double NANOS_PER_SECOND = 1e9;

    /** The maximum number of failed runs that are reported individually, as soon as they fail. */
    private static final int REPORTED_MAX = 100;

    /** The package whose log messages about simulated disk failures are switched off. */
    private static final String SILENCED = "dev.latchkey.engine.durable";

    /** The maximum number of failed runs that write files. */
    static final int FILED_MAX = 3;

    @Option(
            names = "--seeds",
            paramLabel = "A..B",
            defaultValue = "1..1000",
            description = "The first and the last seed, or a single seed. Default: ${DEFAULT-VALUE}.")
    private String seeds = "1..1000";

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "Run only this scenario, one of: ${COMPLETION-CANDIDATES}.",
            completionCandidates = ScenarioNames.class)
    @Nullable
    private String scenario;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Number of runs in parallel, one thread each. Default: the number of processors.")
    @Nullable
    private String threads;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Directory for the files of failed runs. Default: the current directory.")
    private String out = ".";

    @Option(names = "--trace", description = "Print the trace of the run. Requires a single seed.")
    private boolean trace;

    private long lastProgress;

    public SimulateCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    /** The names of the scenarios, for the help. */
    static final class ScenarioNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Scenario.ALL.stream().map(Scenario::name).iterator();
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        SeedBatch batch = batch();
        silenceServerLogs();
        return exitCodeAfterOutput(trace ? tracedRun(batch) : run(batch));
    }

    /** Why: the disks of thousands of simulated servers become full, and the trace has what matters. */
    private static void silenceServerLogs() {
        Logs.silence(SILENCED);
    }

    private int run(SeedBatch batch) throws InterruptedException {
        long began = SystemTime.INSTANCE.nanos();
        lastProgress = began;
        long[] ran = new long[2];
        BatchReport report = batch.run(run -> {
            ran[0]++;
            if (!run.isOk() && ran[1]++ < REPORTED_MAX) {
                clearProgress();
                failed(run);
            }
            showProgress(ran[0], ran[1], batch.size());
        });
        clearProgress();
        double seconds = (SystemTime.INSTANCE.nanos() - began) / NANOS_PER_SECOND;
        show(report.table());
        show(String.format(
                Locale.ROOT,
                "%n%,d runs, %,d operations in %.1f s: %,.0f operations/s, simulated : real = %.0f : 1%n",
                report.runs(),
                report.operations(),
                seconds,
                report.operations() / seconds,
                report.elapsed().toMillis() / 1_000.0 / seconds));
        return verdict(report);
    }

    private SeedBatch batch() {
        Matcher range = SEEDS.matcher(seeds);
        if (!range.matches()) {
            throw new UsageException("invalid --seeds '" + seeds + "': must be a range such as 1..1000, or one number");
        }
        long from = Long.parseLong(range.group(1));
        long to = range.group(2) == null ? from : Long.parseLong(range.group(2));
        Optional<Scenario> only = Optional.ofNullable(scenario).map(SimulateCommand::named);
        String given = threads;
        int count = given == null
                ? Runtime.getRuntime().availableProcessors()
                : Settings.read("--threads", given, SimulateCommand::threads);
        return Settings.read("--seeds", seeds, text -> new SeedBatch(from, to, only, count));
    }

    private static int threads(String text) {
        if (!text.matches("[1-9][0-9]{0,2}") || Integer.parseInt(text) > SeedBatch.THREADS_MAX) {
            throw new IllegalArgumentException("must be a number from 1 to " + SeedBatch.THREADS_MAX);
        }
        return Integer.parseInt(text);
    }

    private static Scenario named(String name) {
        return Scenario.named(name)
                .orElseThrow(() -> new UsageException("invalid --scenario '" + name + "': must be one of "
                        + String.join(
                                ", ", Scenario.ALL.stream().map(Scenario::name).toList())));
    }

    private int tracedRun(SeedBatch batch) {
        if (batch.size() != 1) {
            throw new UsageException("--trace requires a single seed, but --seeds names " + batch.size());
        }
        Scenario chosen = batch.only().orElseGet(() -> Scenario.of(batch.from()));
        RunFiles files = RunFiles.of(chosen, batch.from(), commit());
        show(files.trace());
        return files.report().isOk() ? 0 : failed(files.report());
    }

    private int verdict(BatchReport report) {
        report.failures().stream().limit(FILED_MAX).forEach(this::leaveFiles);
        report.missing().forEach(this::tell);
        if (report.failed() > 0) {
            tell(report.failed() + " of " + report.runs() + " runs failed");
            return FAILED;
        }
        return report.missing().isEmpty() ? 0 : VOID;
    }

    private int failed(RunReport run) {
        tell("seed " + run.seed() + " of " + run.scenario().name() + " failed, commit " + commit()
                + "; to repeat: latchkey " + run.repeat());
        run.violations().forEach(violation -> violation.lines().forEach(line -> tell("  " + line)));
        return FAILED;
    }

    private void leaveFiles(RunReport run) {
        try {
            writeFiles(run);
        } catch (RuntimeException e) { // why all: a failure to write files must not hide which runs failed
            tell("cannot write the files of seed " + run.seed() + ": " + e.getMessage());
        }
    }

    private void writeFiles(RunReport run) {
        RunFiles files = RunFiles.of(run.scenario(), run.seed(), commit());
        String name = out + "/latchkey-" + run.scenario().name() + "-" + run.seed();
        leave(name + ".txt", files.trace());
        leaveHistory(name + "-keys", files.keys());
        if (!files.lock().isEmpty()) {
            leaveHistory(name + "-lock", files.lock());
        }
    }

    private void leaveHistory(String name, String text) {
        leave(name + ".jsonl", text);
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            History<?, ?, ?> history = history(bytes);
            HistoryFile.write(
                    name + ".html",
                    report -> HtmlReport.write(
                            name + ".jsonl", history, history.check(CheckLimits.DEFAULT), CheckLimits.DEFAULT, report));
            tell("  wrote " + name + ".html");
        } catch (IOException e) {
            throw new IllegalStateException("cannot read a history that was just written", e);
        }
    }

    private static History<?, ?, ?> history(byte[] bytes) throws IOException {
        var recording = FileFormat.readAny(new ByteArrayInputStream(bytes));
        return NamedModel.named(Objects.requireNonNull(recording.header().model(), "written with a model"))
                .orElseThrow()
                .history(recording);
    }

    private void leave(String file, String text) {
        HistoryFile.write(file, to -> to.write(text));
        tell("  wrote " + file);
    }

    /** The commit of this build, if known. */
    private String commit() {
        String said = surroundings().environment().get(Environment.COMMIT);
        return said == null || said.isEmpty() ? "unknown" : said;
    }

    private void showProgress(long done, long failed, long all) {
        long now = SystemTime.INSTANCE.nanos();
        if (surroundings().terminal() && now - lastProgress > PROGRESS_NANOS) {
            lastProgress = now;
            progress(String.format(
                    Locale.ROOT, "\r%,d of %,d runs, %d %%, %d failed", done, all, 100 * done / all, failed));
        }
    }

    private void clearProgress() {
        if (surroundings().terminal()) {
            progress("\r\033[K");
        }
    }

    private void progress(String text) {
        var err = command().getErr();
        err.print(text);
        err.flush();
    }
}
