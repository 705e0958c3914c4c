package dev.latchkey.app.judge;

import dev.latchkey.app.ask.ClientFlags;
import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.Signals;
import dev.latchkey.app.console.Surroundings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.check.report.HtmlReport;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.trial.faults.FaultRates;
import dev.latchkey.trial.verify.Plan;
import dev.latchkey.trial.verify.Result;
import dev.latchkey.trial.verify.Verification;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code latchkey verify}: whether a running server is linearizable, as its clients see it. */
@Command(
        name = "verify",
        exitCodeOnInvalidInput = CheckCommand.USAGE,
        description = {
            "Holds a running server to its promise: clients read and write for a while through a proxy that breaks"
                    + " connections, every call and answer is recorded, and the record is judged as latchkey check does it.",
            "",
            "Touches only keys that begin with latchkey-verify/ and 16 random digits, and deletes them at the end. What a"
                    + " delete leaves behind remains: a tombstone for each key, or a floor that it is folded into. Ctrl-C ends the"
                    + " run early; it is judged and cleaned up all the same.",
            ""
        },
        footer = {
            "",
            "Faults: none; lab cuts a tenth of the connections before a request is executed, a tenth behind it, and delays"
                    + " the rest; rough also cuts within requests and replies, stalls, swallows answers, and has requests of cut"
                    + " connections executed late.",
            "",
            "Exit codes: 0 OK; 1 ILLEGAL: the server broke its promise; 2 UNKNOWN: not judged to the end, nothing answered, or"
                    + " the store changed; 4 no connection; 64 wrong usage. They are the codes of this command and of check.",
            "",
            "For example:",
            "  latchkey verify --server db1:5625 --seconds 60 --faults rough --html report.html"
        })
public final class VerifyCommand extends ConsoleCommand {

    private static final String PREFIX = "latchkey-verify/";

    @Mixin
    private final ClientFlags flags = new ClientFlags();

    @Option(names = "--clients", paramLabel = "N", description = "How many clients ask at once, 1 to 200. Default: 8.")
    private String clients = "8";

    @Option(names = "--seconds", paramLabel = "S", description = "How long, 1 to 86400. Default: 10.")
    private String seconds = "10";

    @Option(
            names = "--operations",
            paramLabel = "N",
            description = "End after so many operations, if the time is not over before. Default: no end.")
    @Nullable
    private String operations;

    @Option(names = "--faults", paramLabel = "FAULTS", description = "none, lab or rough. Default: lab.")
    private String faults = "lab";

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Have the faults of an earlier run again; which request meets which is a matter of timing."
                    + " Default: one by chance, which is printed.")
    @Nullable
    private String seed;

    @Option(names = "--html", paramLabel = "OUT", description = "Write a report for a browser into this file.")
    @Nullable
    private String html;

    @Option(
            names = "--history",
            paramLabel = "OUT",
            description = "Write the history into this file while it happens (docs/format/history.md).")
    @Nullable
    private String history;

    @Option(names = "--json", description = "Print JSON, one object, for programs to read.")
    private boolean json;

    public VerifyCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        Plan plan = plan();
        ClientConfig config = flags.config(surroundings());
        String prefix = PREFIX
                + String.format(Locale.ROOT, "%016x/", surroundings().chance().nextLong());
        Verification verification = new Verification(config, plan, prefix, SystemChance::seeded, SystemTime.INSTANCE);
        Runnable signalsAsBefore = Signals.handle(name -> verification.end("SIG" + name));
        try {
            return printed(run(verification, new Verified(plan, faults, prefix)));
        } catch (LatchkeyException | IOException e) {
            tell(String.valueOf(e.getMessage()));
            return ExitCode.NO_CONNECTION.code();
        } catch (UncheckedIOException e) {
            tell("cannot write the history '" + history + "': "
                    + Objects.requireNonNull(e.getCause()).getMessage());
            return CheckCommand.USAGE;
        } finally {
            signalsAsBefore.run();
        }
    }

    private Plan plan() {
        String most = operations;
        String given = seed;
        return new Plan(
                Settings.read("--clients", clients, text -> Formats.integer(text, 1, Plan.CLIENTS_MAX)),
                Duration.ofSeconds(Settings.read("--seconds", seconds, text -> Formats.integer(text, 1, 86_400))),
                most == null
                        ? Long.MAX_VALUE
                        : Settings.read("--operations", most, text -> Formats.integer(text, 1, Integer.MAX_VALUE)),
                Settings.read("--faults", faults, VerifyCommand::rates),
                given == null
                        ? surroundings().chance().nextInt(Integer.MAX_VALUE)
                        : Settings.read("--seed", given, text -> Formats.integer(text, 0, Integer.MAX_VALUE)));
    }

    private static FaultRates rates(String name) {
        return switch (name) {
            case "none" -> FaultRates.NONE;
            case "lab" -> FaultRates.LAB;
            case "rough" -> FaultRates.ROUGH;
            default -> throw new IllegalArgumentException("it is none, lab or rough");
        };
    }

    private int run(Verification verification, Verified verified) throws IOException, InterruptedException {
        String reportFile = html;
        if (reportFile != null) {
            HistoryFile.write(
                    reportFile, out -> {}); // why: a name that cannot be written is found before the run, not behind it
        }
        Result result;
        try (@Nullable OutputStream file = history == null ? null : HistoryFile.create(history)) {
            result = verification.run(file, reportFile != null, this::progress);
        }
        show(json ? verified.json(result) + "\n" : clearLine() + verified.text(result));
        int code = CheckCommand.codeOf(result.verdict().word());
        return reportFile == null || isReported(reportFile, result) || code != 0 ? code : CheckCommand.USAGE;
    }

    /** Whether the report could be written. Why not thrown: the verdict counts for more. */
    private boolean isReported(String file, Result result) {
        try {
            HistoryFile.write(
                    file,
                    out -> HtmlReport.write(
                            "latchkey verify", result.shown(), result.verdict(), Verification.reportLimits(), out));
            return true;
        } catch (UsageException e) {
            tell(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void progress(long second, long begun, long fired) {
        if (surroundings().terminal() && !json) {
            show(String.format(
                    Locale.ROOT, "%s%d s, %,d operations, %,d faults, OK so far", clearLine(), second, begun, fired));
        }
    }

    private String clearLine() {
        return surroundings().terminal() ? "\r\u001b[K" : "";
    }
}
