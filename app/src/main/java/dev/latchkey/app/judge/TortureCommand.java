package dev.latchkey.app.judge;

import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.Signals;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.app.serve.ServeSettings;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.seams.SystemTime;
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
            "  0    OK: no acknowledged write was lost, and the history is linearizable",
            "  1    ILLEGAL: the server lost or repeated a write, or violated linearizability",
            "  2    UNKNOWN: the check did not complete, or no write was acknowledged",
            "  64   usage error",
            "  125  the server process could not be started",
            "",
            "Examples:",
            "  latchkey torture --cycles 1000 --data /var/tmp/torture"
        })
public final class TortureCommand extends ConsoleCommand {

    private static final int KILLS_PER_PROGRESS_LINE = 25;

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
            description = "Take a snapshot after this many records, as in serve. Default: 200, so that there are many.")
    private String snapshotRecords = "200";

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
        TorturePlan plan = plan();
        int records = Settings.read(
                "--snapshot-records",
                snapshotRecords,
                text -> Formats.integer(text, 1, ServeSettings.SNAPSHOT_RECORDS_MAX));
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
        String given = seed;
        return new TorturePlan(
                Settings.read("--cycles", cycles, text -> Formats.integer(text, 1, TorturePlan.CYCLES_MAX)),
                Settings.read("--clients", clients, text -> Formats.integer(text, 1, TorturePlan.CLIENTS_MAX)),
                given == null
                        ? surroundings().chance().nextInt(Integer.MAX_VALUE)
                        : Settings.read("--seed", given, text -> Formats.integer(text, 0, Integer.MAX_VALUE)));
    }

    private static ServerCommand server(TortureDirectory directory, int records) {
        List<String> words = new ArrayList<>(SelfCommand.words());
        words.addAll(List.of("serve", "--port", "0"));
        words.addAll(List.of("--data", directory.data().toString()));
        words.addAll(List.of("--snapshot-records", String.valueOf(records)));
        return () -> List.copyOf(words);
    }

    private int printResult(TortureResult result, TortureReport tortured, TortureDirectory directory) {
        boolean kept = !(result.isOk() && directory.removeIfTemporary());
        show(json ? tortured.json(result, kept) + "\n" : tortured.text(result, kept));
        return exitCodeAfterOutput(CheckCommand.codeOf(result.word()));
    }

    private void progress(int kills, long operations) {
        if (kills - reportedKills >= KILLS_PER_PROGRESS_LINE) {
            reportedKills = kills;
            tell(String.format(Locale.ROOT, "%,d of %s kills, %,d operations, OK so far", kills, cycles, operations));
        }
    }
}
