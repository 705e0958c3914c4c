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
import dev.latchkey.check.format.ReadOptions;
import dev.latchkey.check.format.Recording;
import dev.latchkey.check.report.HtmlReport;
import dev.latchkey.seams.SystemTime;
import java.time.Duration;
import java.util.ArrayList;
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
            "Reads JSON lines (docs/format/history.md), Jepsen's EDN, JSON, text log and history.txt, Porcupine's format,"
                    + " and the operations of etcd's robustness tests; each may be compressed with gzip. Prints the"
                    + " verdict for each file, and if it is ILLEGAL, a small set of operations that contradict each"
                    + " other. Each key is checked separately, and keys that transactions connect are checked together.",
            ""
        },
        footer = {
            "",
            "Exit codes:",
            "  0   OK: all histories are linearizable",
            "  1   ILLEGAL: at least one history is not linearizable",
            "  2   UNKNOWN: at least one check did not complete, or a history has no operation that could be",
            "      checked; and no history is ILLEGAL",
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

    @Option(
            names = "--initial",
            paramLabel = "VALUE",
            description = "The value of each register before the history (models register and cas-register), in the"
                    + " syntax of the file: text for JSON lines, EDN or JSON for the other formats. Default: none.")
    @Nullable
    private String initial;

    @Option(
            names = "--failed-cas-is-mismatch",
            description = "Treat a compare-and-set that Jepsen reports as :fail without a reason as one that found a"
                    + " different value. Default: it only did not take effect.")
    private boolean failedCasIsMismatch;

    @Option(
            names = "--all",
            description = "If several keys are not linearizable, explain each of them, not only the smallest, as far as"
                    + " the time limit permits.")
    private boolean all;

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
        ReadOptions options = new ReadOptions(wanted == null ? null : wanted.written(), failedCasIsMismatch);
        History<?, ?, ?> history = history(
                file,
                wanted,
                HistoryFile.read(file, read, options, surroundings().in()));
        Verdict verdict = checked(history, limits, left(limits, began));
        List<Verdict> others = all ? others(history, verdict, limits, began) : List.of();
        if (!limit.announceResult()) {
            return UNKNOWN;
        }
        history.remarks().forEach(remark -> tell(file + ": " + remark));
        CheckReport judged = new CheckReport(file, history, verdict, others, SystemTime.INSTANCE.nanos() - began);
        print(json ? judged.json() : judged.text());
        if (html != null) {
            HistoryFile.write(html, out -> HtmlReport.write(file, history, verdict, left(limits, began), out));
        }
        return codeOf(verdict.word());
    }

    /** Checks each key again that is not linearizable, except the one that the verdict is about, in the time that is left. */
    private static List<Verdict> others(History<?, ?, ?> history, Verdict verdict, CheckLimits limits, long began) {
        List<Verdict> others = new ArrayList<>();
        if (verdict instanceof Verdict.Illegal illegal) {
            for (Object key : illegal.parts()) {
                if (!key.equals(illegal.part())) {
                    others.add(history.check(key, left(limits, began)));
                }
            }
        }
        return others;
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

    private History<?, ?, ?> history(String file, @Nullable NamedModel wanted, Recording recording) {
        NamedModel known = wanted == null ? modelOf(file, recording) : wanted;
        try {
            return known.historyOnce(recording, initial);
        } catch (IllegalArgumentException e) {
            throw new UsageException("invalid --initial: " + e.getMessage(), e);
        } catch (BadHistoryException e) {
            throw new UsageException(file + ": " + e.getMessage(), e);
        }
    }

    private static NamedModel modelOf(String file, Recording recording) {
        String name = recording.header().model();
        if (name == null) {
            String why =
                    recording.noModel().isEmpty() ? "the file does not name a model; use --model" : recording.noModel();
            throw new UsageException(file + ": " + why + ". Models: " + String.join(", ", NamedModel.names()));
        }
        return NamedModel.named(name)
                .orElseThrow(() -> new UsageException(file + ": unknown model '" + name + "'; use --model with one of "
                        + String.join(", ", NamedModel.names())));
    }
}
