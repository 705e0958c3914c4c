package dev.latchkey.app.judge;

import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.check.Budget;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.BadHistoryException;
import dev.latchkey.check.format.FileFormat;
import dev.latchkey.check.format.History;
import dev.latchkey.check.format.NamedModel;
import dev.latchkey.check.format.Recording;
import dev.latchkey.check.report.HtmlReport;
import dev.latchkey.seams.SystemTime;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey check}: checks whether recorded histories are linearizable. */
@Command(
        name = "check",
        exitCodeOnInvalidInput = CheckCommand.USAGE,
        description = {
            "Checks whether recorded histories of client operations are linearizable.",
            "",
            "A history is linearizable if a single store that executes one operation at a time could have returned the"
                    + " same results. Histories may come from any system.",
            "",
            "Reads JSON lines (docs/format/history.md), Jepsen's EDN and text log, and Porcupine's format. Prints the"
                    + " verdict for each file, and if it is ILLEGAL, a small set of operations that contradict each"
                    + " other.",
            ""
        },
        footer = {
            "",
            "Exit codes:",
            "  0   OK: all histories are linearizable",
            "  1   ILLEGAL: at least one history is not linearizable",
            "  2   UNKNOWN: at least one check did not complete, and no history is ILLEGAL",
            "  64  usage error, or a file that cannot be read or is not a history; the other files are still",
            "      checked"
        })
public final class CheckCommand extends ConsoleCommand {

    static final int ILLEGAL = 1;
    static final int UNKNOWN = 2;

    /** EX_USAGE of sysexits.h, because 1 and 2 are verdicts here. */
    static final int USAGE = 64;

    private static final long BYTES_MAX = 2L << 30;

    /** How long a check that notices its time limit may take to report what it found so far. */
    private static final Duration GRACE = Duration.ofMillis(500);

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "A history file; - reads standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "The sequential specification to check against. Default: the model named in the file, or else the"
                            + " one its operations belong to. One of: ${COMPLETION-CANDIDATES}.",
            completionCandidates = ModelNames.class)
    @Nullable
    private String model;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "File format. Default: detected from the beginning of the file. One of:"
                    + " ${COMPLETION-CANDIDATES}.",
            completionCandidates = FormatNames.class)
    @Nullable
    private String format;

    @Option(
            names = "--html",
            paramLabel = "OUT",
            description = "Write an HTML report to this file. Requires a single FILE.")
    @Nullable
    private String html;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            description =
                    "Time limit per file, from reading it to the verdict, after which the verdict is UNKNOWN. Default:"
                            + " ${DEFAULT-VALUE}.")
    private String timeout = "60s";

    @Option(names = "--json", description = "Print JSON, one object per line.")
    private boolean json;

    public CheckCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    /** The names of the models, for the help. */
    static final class ModelNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return NamedModel.names().iterator();
        }
    }

    /** The names of the file formats, for the help. */
    static final class FormatNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return FileFormat.names().iterator();
        }
    }

    @Override
    public Integer call() {
        String namedModel = model;
        String namedFormat = format;
        NamedModel wanted = namedModel == null ? null : Settings.read("--model", namedModel, CheckCommand::model);
        FileFormat read = namedFormat == null ? null : Settings.read("--format", namedFormat, CheckCommand::format);
        CheckLimits limits = limits();
        if (html != null && files.size() > 1) {
            throw new UsageException("--html requires a single FILE, but " + files.size() + " were given");
        }
        int worst = 0;
        for (String file : files) {
            worst = worse(worst, checkOrTell(file, wanted, read, limits));
        }
        return exitCodeAfterOutput(worst);
    }

    private static NamedModel model(String name) {
        return NamedModel.named(name)
                .orElseThrow(
                        () -> new IllegalArgumentException("must be one of " + String.join(", ", NamedModel.names())));
    }

    private static FileFormat format(String name) {
        return FileFormat.named(name)
                .orElseThrow(
                        () -> new IllegalArgumentException("must be one of " + String.join(", ", FileFormat.names())));
    }

    private CheckLimits limits() {
        Runtime machine = Runtime.getRuntime();
        return new CheckLimits(
                Settings.read("--timeout", timeout, Formats::duration),
                Math.min(machine.maxMemory() / 2, BYTES_MAX),
                machine.availableProcessors());
    }

    /** Returns the more severe exit code: usage error before ILLEGAL before UNKNOWN before OK. */
    private static int worse(int one, int other) {
        List<Integer> bySeverity = List.of(0, UNKNOWN, ILLEGAL, USAGE);
        return bySeverity.indexOf(one) >= bySeverity.indexOf(other) ? one : other;
    }

    private int checkOrTell(String file, @Nullable NamedModel wanted, @Nullable FileFormat read, CheckLimits limits) {
        TimeLimit limit = new TimeLimit();
        try {
            return limit.run(limits.time().plus(GRACE), () -> check(file, wanted, read, limits, limit));
        } catch (TimeLimit.TimeIsUpException e) {
            print(CheckReport.unfinished(file, limits, json));
            return UNKNOWN;
        } catch (UsageException e) {
            tell(String.valueOf(e.getMessage()));
            return USAGE;
        } catch (OutOfMemoryError e) {
            tell(file + ": out of memory: increase the heap, for example LATCHKEY_JAVA_OPTS=-Xmx4g");
            return UNKNOWN;
        }
    }

    private int check(
            String file, @Nullable NamedModel wanted, @Nullable FileFormat read, CheckLimits limits, TimeLimit limit) {
        long began = SystemTime.INSTANCE.nanos();
        History<?, ?, ?> history = history(
                file, wanted, HistoryFile.read(file, read, surroundings().in()));
        Verdict verdict = checked(history, limits, left(limits, began));
        if (!limit.announceResult()) {
            return UNKNOWN;
        }
        history.remarks().forEach(remark -> tell(file + ": " + remark));
        CheckReport judged = new CheckReport(file, history, verdict, SystemTime.INSTANCE.nanos() - began);
        print(json ? judged.json() : judged.text());
        if (html != null) {
            HistoryFile.write(html, out -> HtmlReport.write(file, history, verdict, left(limits, began), out));
        }
        return codeOf(verdict.word());
    }

    /** Checks a history in the time that is left. Its reason for an UNKNOWN states the whole time limit. */
    private static Verdict checked(History<?, ?, ?> history, CheckLimits limits, CheckLimits left) {
        Verdict verdict = history.check(left);
        return verdict instanceof Verdict.Unknown unknown
                ? new Verdict.Unknown(unknown.reason().replace(Budget.notWithin(left), Budget.notWithin(limits)))
                : verdict;
    }

    /** Returns the limits with the time that is left. */
    private static CheckLimits left(CheckLimits limits, long began) {
        Duration used = Duration.ofNanos(SystemTime.INSTANCE.nanos() - began);
        Duration left = limits.time().minus(used);
        return limits.withTime(left.isNegative() ? Duration.ZERO : left);
    }

    /** The exit code for a verdict, of all commands that check histories. */
    static int codeOf(Verdict.Word word) {
        return switch (word) {
            case OK -> 0;
            case ILLEGAL -> ILLEGAL;
            case UNKNOWN -> UNKNOWN;
        };
    }

    private static History<?, ?, ?> history(String file, @Nullable NamedModel wanted, Recording recording) {
        try {
            return (wanted == null ? modelOf(file, recording) : wanted).history(recording);
        } catch (BadHistoryException e) {
            throw new UsageException(file + ": " + e.getMessage(), e);
        }
    }

    private static NamedModel modelOf(String file, Recording recording) {
        String name = recording.header().model();
        if (name == null) {
            throw new UsageException(file + ": the file does not name a model; use --model with one of "
                    + String.join(", ", NamedModel.names()));
        }
        return NamedModel.named(name)
                .orElseThrow(() -> new UsageException(file + ": unknown model '" + name + "'; use --model with one of "
                        + String.join(", ", NamedModel.names())));
    }
}
