package dev.latchkey.app.judge;

import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.Surroundings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.check.Limits;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.BadHistoryException;
import dev.latchkey.check.format.FileFormat;
import dev.latchkey.check.format.History;
import dev.latchkey.check.format.NamedModel;
import dev.latchkey.check.format.Recording;
import dev.latchkey.check.report.HtmlReport;
import dev.latchkey.seams.SystemTime;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey check}: whether recorded histories are linearizable. */
@Command(
        name = "check",
        exitCodeOnInvalidInput = CheckCommand.USAGE,
        description = {
            "Judges histories of what clients asked and were told: could one store, asked one thing after another, have"
                    + " answered so? Of this or of any other system.",
            "",
            "Reads JSON lines (docs/format/history.md), Jepsen's EDN and text log, and Porcupine's. For each file it"
                    + " prints the verdict, and if that is ILLEGAL the few operations that contradict each other.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 every history is OK; 1 one is ILLEGAL; 2 one is UNKNOWN (the check was not"
                    + " finished: nothing is known), and none ILLEGAL; 64 wrong usage, or a file that cannot be read or is no"
                    + " history; the other files are judged all the same. They are the codes of this command alone."
        })
public final class CheckCommand extends ConsoleCommand {

    static final int ILLEGAL = 1;
    static final int UNKNOWN = 2;

    /** As sysexits.h has it: 1 and 2 are verdicts here. */
    static final int USAGE = 64;

    private static final long BYTES_MAX = 2L << 30;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "A history; - reads standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "What the system is held against. Default: what the file says or, if it says nothing, what its"
                            + " words are of. One of: ${COMPLETION-CANDIDATES}.",
            completionCandidates = ModelNames.class)
    @Nullable
    private String model;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Default: as the file begins. One of: ${COMPLETION-CANDIDATES}.",
            completionCandidates = FormatNames.class)
    @Nullable
    private String format;

    @Option(
            names = "--html",
            paramLabel = "OUT",
            description = "Write a report for a browser into this file. With one FILE.")
    @Nullable
    private String html;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "Give up on a file after this time: UNKNOWN. Default: ${DEFAULT-VALUE}.")
    private String timeout = "60s";

    @Option(names = "--json", description = "Print JSON, one object a line, for programs to read.")
    private boolean json;

    public CheckCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** For the help. */
    static final class ModelNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return NamedModel.names().iterator();
        }
    }

    /** For the help. */
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
        Limits limits = limits();
        if (html != null && files.size() > 1) {
            throw new UsageException("--html takes the report of one FILE, and there are " + files.size());
        }
        int worst = 0;
        for (String file : files) {
            worst = worse(worst, judgeOrTell(file, wanted, read, limits));
        }
        return printed(worst);
    }

    private static NamedModel model(String name) {
        return NamedModel.named(name)
                .orElseThrow(
                        () -> new IllegalArgumentException("it is one of " + String.join(", ", NamedModel.names())));
    }

    private static FileFormat format(String name) {
        return FileFormat.named(name)
                .orElseThrow(
                        () -> new IllegalArgumentException("it is one of " + String.join(", ", FileFormat.names())));
    }

    private Limits limits() {
        Runtime machine = Runtime.getRuntime();
        return new Limits(
                Settings.read("--timeout", timeout, Formats::duration),
                Math.min(machine.maxMemory() / 2, BYTES_MAX),
                machine.availableProcessors());
    }

    /** Wrong usage before ILLEGAL before UNKNOWN before OK. */
    private static int worse(int one, int other) {
        List<Integer> byWorth = List.of(0, UNKNOWN, ILLEGAL, USAGE);
        return byWorth.indexOf(one) >= byWorth.indexOf(other) ? one : other;
    }

    private int judgeOrTell(String file, @Nullable NamedModel wanted, @Nullable FileFormat read, Limits limits) {
        try {
            return judge(file, wanted, read, limits);
        } catch (UsageException e) {
            tell(String.valueOf(e.getMessage()));
            return USAGE;
        } catch (OutOfMemoryError e) {
            tell(file + ": it does not fit into memory: give more, such as LATCHKEY_JAVA_OPTS=-Xmx4g");
            return UNKNOWN;
        }
    }

    private int judge(String file, @Nullable NamedModel wanted, @Nullable FileFormat read, Limits limits) {
        long began = SystemTime.INSTANCE.nanos();
        History<?, ?, ?> history = history(
                file, wanted, HistoryFile.read(file, read, surroundings().in()));
        history.remarks().forEach(remark -> tell(file + ": " + remark));
        Verdict verdict = history.check(limits);
        Judged judged = new Judged(file, history, verdict, SystemTime.INSTANCE.nanos() - began);
        print(json ? judged.json() : judged.text());
        if (html != null) {
            HistoryFile.write(html, out -> HtmlReport.write(file, history, verdict, limits, out));
        }
        return codeOf(verdict.word());
    }

    /** The exit code of all commands that judge. */
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
            throw new UsageException(file + ": it does not say which model it is of: give --model, one of "
                    + String.join(", ", NamedModel.names()));
        }
        return NamedModel.named(name)
                .orElseThrow(() -> new UsageException(file + ": it is of a model that is not known, '" + name
                        + "': give --model, one of " + String.join(", ", NamedModel.names())));
    }
}
