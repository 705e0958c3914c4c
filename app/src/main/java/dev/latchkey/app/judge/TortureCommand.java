package dev.latchkey.app.judge;

import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.Signals;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.app.serve.ServeSettings;
import dev.latchkey.check.Verdict;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.trial.torture.RetryPlan;
import dev.latchkey.trial.torture.RetryResult;
import dev.latchkey.trial.torture.RetryTorture;
import dev.latchkey.trial.torture.ServerCommand;
import dev.latchkey.trial.torture.Torture;
import dev.latchkey.trial.torture.TorturePlan;
import dev.latchkey.trial.torture.TortureResult;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code latchkey torture}: checks that a server that is killed repeatedly keeps every write it has acknowledged. */
@Command(
        name = "torture",
        exitCodeOnInvalidInput = CheckCommand.USAGE,
        description = {
            "Tests crash recovery by killing a server repeatedly.",
            "",
            "Starts a server and kills it with kill -9 while clients write: mostly while it serves, sometimes during"
                    + " startup or recovery. After each restart, every acknowledged write must be present exactly once"
                    + " and the store id must be unchanged. The history that the clients recorded is checked as by"
                    + " latchkey check.",
            "",
            "The clients write in sessions, so each write that was in flight when the server was killed is retried and has the"
                    + " outcome of its first execution. ErrMaybe is a failure of the run, except for a lost session, a"
                    + " changed store, and a passed deadline.",
            "",
            "--retried N retries N writes in all: each client has 1,000 writes in flight, and a proxy drops connections"
                    + " before and after requests are executed, drops replies, and delivers copies of requests late, while"
                    + " the server is killed --cycles times. Each key is written by one client, so every outcome is known in"
                    + " advance, and so is the final state of the store.",
            "",
            "Ctrl-C stops the run early and stops the server; what was recorded is still checked.",
            ""
        },
        footer = {
            "",
            "A killed process does not lose data that it has written to a file, whether fsynced or not, so this"
                    + " command tests crashes of the server, not power failures. (The test suite covers those with a"
                    + " simulated disk.)",
            "",
            "Exit codes:",
            "  0    OK: no acknowledged write was lost or repeated, and the history is linearizable",
            "  1    ILLEGAL: a write was lost or repeated, or had a wrong outcome, or linearizability was violated",
            "  2    UNKNOWN: the check did not complete, or no write was acknowledged",
            "  64   usage error",
            "  125  the server process could not be started",
            "",
            "Examples:",
            "  latchkey torture --cycles 1000 --data /var/tmp/torture",
            "  latchkey torture --retried 1000000"
        })
public final class TortureCommand extends ConsoleCommand {

    private static final int KILLS_PER_PROGRESS_LINE = 25;
    private static final int RECORDS = 200;
    private static final int RETRY_RECORDS = 50_000;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Data directory of the server, new or empty; it is kept. Default: a temporary directory, which is"
                            + " removed if the verdict is OK.")
    @Nullable
    private String data;

    @Option(names = "--cycles", paramLabel = "N", description = "Number of kills, 1 to 1000000. Default: 100.")
    private String cycles = "100";

    @Option(names = "--clients", paramLabel = "N", description = "Number of concurrent clients, 1 to 200. Default: 8.")
    private String clients = "8";

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed for the times of the kills and for the operations of the clients, to repeat those of an"
                    + " earlier run; how they interleave depends on timing. Default: random, and printed.")
    @Nullable
    private String seed;

    @Option(
            names = "--snapshot-records",
            paramLabel = "N",
            description = "Take a snapshot after this many records, as in serve. Default: 200, so that there are many;"
                    + " 50000 with --retried.")
    @Nullable
    private String snapshotRecords;

    @Option(
            names = "--without-session",
            description =
                    "Let the clients write without sessions. A refusal of a retry is then ErrMaybe, and every copy of"
                            + " a create that reaches the server is checked as one more create without a reply.")
    private boolean withoutSession;

    @Option(
            names = "--retried",
            paramLabel = "N",
            description = "Run until N writes have been retried, 1 to 1000000000, instead of checking a history.")
    @Nullable
    private String retried;

    @Option(
            names = "--history",
            paramLabel = "OUT",
            description = "Write the history to this file during the run (docs/format/history.md).")
    @Nullable
    private String history;

    @Option(names = "--json", description = "Print the result as a JSON object.")
    private boolean json;

    private int reportedKills;

    public TortureCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        return retried == null ? torture(plan()) : retry(retryPlan(retried));
    }

    private int records(int usual) {
        return Settings.read(
                "--snapshot-records",
                snapshotRecords == null ? String.valueOf(usual) : snapshotRecords,
                text -> Formats.integer(text, 1, ServeSettings.SNAPSHOT_RECORDS_MAX));
    }

    private int retry(RetryPlan plan) throws InterruptedException {
        int records = records(RETRY_RECORDS);
        TortureDirectory directory = TortureDirectory.of(data);
        RetryReport report = new RetryReport(plan, records, data, directory);
        RetryTorture torture =
                new RetryTorture(plan, server(directory, records), SystemChance::seeded, SystemTime.INSTANCE);
        Runnable signalsAsBefore = Signals.handle(name -> torture.end("SIG" + name));
        try {
            RetryResult result = torture.run(this::retryProgress);
            boolean kept = isKept(result.word() == Verdict.Word.OK, directory);
            show(json ? report.json(result, kept) + "\n" : report.text(result, kept));
            return exitCodeAfterOutput(CheckCommand.codeOf(result.word()));
        } catch (IOException e) {
            directory.removeIfTemporary();
            tell(String.valueOf(e.getMessage()));
            return ExitCode.OWN_FAILURE.code();
        } finally {
            signalsAsBefore.run();
        }
    }

    private int torture(TorturePlan plan) throws InterruptedException {
        int records = records(RECORDS);
        TortureDirectory directory = TortureDirectory.of(data);
        TortureReport report = new TortureReport(plan, records, data, directory);
        Torture torture = new Torture(
                plan,
                server(directory, records),
                MadeBy.of(command(), report.again()),
                SystemChance::seeded,
                SystemTime.INSTANCE);
        Runnable signalsAsBefore = Signals.handle(name -> torture.end("SIG" + name));
        try (@Nullable OutputStream file = history == null ? null : HistoryFile.create(history)) {
            TortureResult result = torture.run(file, this::progress);
            return printResult(result, report, directory);
        } catch (IOException e) {
            directory.removeIfTemporary();
            tell(String.valueOf(e.getMessage()));
            return ExitCode.OWN_FAILURE.code();
        } catch (UsageException e) {
            directory.removeIfTemporary();
            throw e;
        } finally {
            signalsAsBefore.run();
        }
    }

    private TorturePlan plan() {
        return new TorturePlan(kills(), numberOfClients(), drawnSeed(), !withoutSession);
    }

    private RetryPlan retryPlan(String number) {
        if (withoutSession || history != null) {
            throw new UsageException("--retried cannot be combined with --without-session or --history");
        }
        int most = Settings.read("--retried", number, text -> Formats.integer(text, 1, RetryPlan.RETRIED_MAX));
        return new RetryPlan(most, kills(), numberOfClients(), drawnSeed());
    }

    private int kills() {
        return Settings.read("--cycles", cycles, text -> Formats.integer(text, 1, TorturePlan.CYCLES_MAX));
    }

    private int numberOfClients() {
        return Settings.read("--clients", clients, text -> Formats.integer(text, 1, TorturePlan.CLIENTS_MAX));
    }

    private int drawnSeed() {
        String given = seed;
        return given == null
                ? surroundings().chance().nextInt(Integer.MAX_VALUE)
                : Settings.read("--seed", given, text -> Formats.integer(text, 0, Integer.MAX_VALUE));
    }

    private static ServerCommand server(TortureDirectory directory, int records) {
        List<String> words = new ArrayList<>(SelfCommand.words());
        words.addAll(List.of("serve", "--port", "0"));
        words.addAll(List.of("--data", directory.data().toString()));
        words.addAll(List.of("--snapshot-records", String.valueOf(records)));
        return () -> List.copyOf(words);
    }

    private int printResult(TortureResult result, TortureReport tortured, TortureDirectory directory) {
        boolean kept = isKept(result.isOk(), directory);
        show(json ? tortured.json(result, kept) + "\n" : tortured.text(result, kept));
        return exitCodeAfterOutput(CheckCommand.codeOf(result.word()));
    }

    private static boolean isKept(boolean ok, TortureDirectory directory) {
        return !(ok && directory.removeIfTemporary());
    }

    private void retryProgress(int kills, long retries) {
        if (kills - reportedKills >= KILLS_PER_PROGRESS_LINE) {
            reportedKills = kills;
            tell(String.format(Locale.ROOT, "%,d of %s kills, %,d writes retried, OK so far", kills, cycles, retries));
        }
    }

    private void progress(int kills, long operations) {
        if (kills - reportedKills >= KILLS_PER_PROGRESS_LINE) {
            reportedKills = kills;
            tell(String.format(Locale.ROOT, "%,d of %s kills, %,d operations, OK so far", kills, cycles, operations));
        }
    }
}
