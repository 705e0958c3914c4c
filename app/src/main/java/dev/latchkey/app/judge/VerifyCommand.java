package dev.latchkey.app.judge;

import dev.latchkey.app.ask.ClientCommand;
import dev.latchkey.app.ask.ClientFlags;
import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.Signals;
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

/** {@code latchkey verify}: checks whether a running server is linearizable, as observed by its clients. */
@Command(
        name = "verify",
        exitCodeOnInvalidInput = CheckCommand.USAGE,
        description = {
            "Verifies that a running server is linearizable, under injected network faults.",
            "",
            "Clients read and write through a proxy that injects faults. Every call and result is recorded, and the"
                    + " history is checked as by latchkey check.",
            "",
            "The clients write in sessions. ErrMaybe is then a failure of the run, except for a lost session, a changed store, and"
                    + " a passed deadline; no copy of a write may take effect, however late it is executed; and the keys must"
                    + " not change any more when all outcomes are known.",
            "",
            "Uses only keys that start with latchkey-verify/ and 16 random hex digits, and deletes them at the end."
                    + " The deletes leave a tombstone for each key, or a floor that tombstones were folded into."
                    + " Ctrl-C stops the run early; what was recorded is still checked, and the keys are deleted.",
            ""
        },
        footer = {
            "",
            "Fault profiles:",
            "  none   no faults",
            "  lab    drops the connection before 10 %% of the requests and after another 10 %%, and delays 30 %%",
            "  rough  also drops connections within requests and replies, stalls, drops replies, and delivers",
            "         requests of dropped connections late",
            "",
            "Exit codes:",
            "  0   OK: the history is linearizable",
            "  1   ILLEGAL: the server violated linearizability, or executed a write twice or late, or had a wrong outcome",
            "  2   UNKNOWN: the check did not complete, no operation completed, or the store changed",
            "  4   no connection to the server",
            "  64  usage error",
            "",
            "Examples:",
            "  latchkey verify --server db1:5625 --seconds 60 --faults rough --html report.html"
        })
public final class VerifyCommand extends ConsoleCommand {

    private static final String PREFIX = "latchkey-verify/";

    @Mixin
    private final ClientFlags flags = new ClientFlags();

    @Option(names = "--clients", paramLabel = "N", description = "Number of concurrent clients, 1 to 200. Default: 8.")
    private String clients = "8";

    @Option(names = "--seconds", paramLabel = "S", description = "Duration of the run, 1 to 86400. Default: 10.")
    private String seconds = "10";

    @Option(
            names = "--operations",
            paramLabel = "N",
            description = "Stop after this many operations, or when the time is over. Default: no limit.")
    @Nullable
    private String operations;

    @Option(
            names = "--faults",
            paramLabel = "FAULTS",
            description = "Faults to inject: none, lab or rough. Default: lab.")
    private String faults = "lab";

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed for the faults and for the operations of the clients, to repeat those of an earlier"
                    + " run; which request a fault hits depends on timing. Default: random, and printed.")
    @Nullable
    private String seed;

    @Option(
            names = "--without-session",
            description =
                    "Write without sessions. A refusal of a retry is then ErrMaybe, and every copy of a create that"
                            + " reaches the server is checked as one more create without a reply.")
    private boolean withoutSession;

    @Option(names = "--html", paramLabel = "OUT", description = "Write an HTML report to this file.")
    @Nullable
    private String html;

    @Option(
            names = "--history",
            paramLabel = "OUT",
            description = "Write the history to this file during the run (docs/format/history.md).")
    @Nullable
    private String history;

    @Option(names = "--json", description = "Print the result as a JSON object.")
    private boolean json;

    public VerifyCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        Plan plan = plan();
        ClientConfig config = flags.config(surroundings(), this::tell);
        String prefix = PREFIX
                + String.format(Locale.ROOT, "%016x/", surroundings().chance().nextLong());
        Verification verification = new Verification(
                config, plan, prefix, MadeBy.of(command(), again(plan)), SystemChance::seeded, SystemTime.INSTANCE);
        Runnable signalsAsBefore = Signals.handle(name -> verification.end("SIG" + name));
        try {
            return exitCodeAfterOutput(run(verification, new VerifyReport(plan, faults, prefix)));
        } catch (LatchkeyException | IOException e) {
            tell(ClientCommand.reason(e));
            return ExitCode.NO_CONNECTION.code();
        } catch (UncheckedIOException e) {
            tell("cannot write history '" + history + "': "
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
                        : Settings.read("--seed", given, text -> Formats.integer(text, 0, Integer.MAX_VALUE)),
                !withoutSession);
    }

    /** The command that repeats the run, without what says where the server is. */
    private String again(Plan plan) {
        return "latchkey verify --clients " + plan.clients() + " --seconds " + seconds + " --faults " + faults
                + " --seed " + plan.seed() + (withoutSession ? " --without-session" : "")
                + (operations == null ? "" : " --operations " + operations);
    }

    private static FaultRates rates(String name) {
        return switch (name) {
            case "none" -> FaultRates.NONE;
            case "lab" -> FaultRates.LAB;
            case "rough" -> FaultRates.ROUGH;
            default -> throw new IllegalArgumentException("must be none, lab or rough");
        };
    }

    private int run(Verification verification, VerifyReport verified) throws IOException, InterruptedException {
        String reportFile = html;
        if (reportFile != null) {
            HistoryFile.write(reportFile, out -> {}); // why: fails before the run if the file cannot be written
        }
        Result result;
        try (@Nullable OutputStream file = history == null ? null : HistoryFile.create(history)) {
            result = verification.run(file, reportFile != null, this::progress);
        }
        show(json ? verified.json(result) + "\n" : clearLine() + verified.text(result));
        int code = CheckCommand.codeOf(result.word());
        return reportFile == null || writeReport(reportFile, result) || code != 0 ? code : CheckCommand.USAGE;
    }

    /** Writes the report and returns whether that succeeded. Why no exception: the verdict is more important. */
    private boolean writeReport(String file, Result result) {
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
