package dev.latchkey.app.judge;

import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.Signals;
import dev.latchkey.app.console.Surroundings;
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

/** {@code latchkey torture}: whether a server that is killed over and over keeps what it has acknowledged. */
@Command(
        name = "torture",
        exitCodeOnInvalidInput = CheckCommand.USAGE,
        description = {
            "Kills a server of its own (kill -9) over and over while clients write, mostly while it serves, also while it"
                    + " starts and while it recovers, and looks at it after each restart: every acknowledged write must be"
                    + " there, none may be done twice, the store must be the same, and all that the clients saw is judged as"
                    + " latchkey check does it.",
            "",
            "Ctrl-C ends the run early; it is judged all the same, and its server ends with it.",
            ""
        },
        footer = {
            "",
            "A process that is killed loses nothing that it has written to a file, forced or not: this shows what a crash of"
                    + " the server does, not what a loss of power does. (The tests do that, on a simulated disk.)",
            "",
            "Exit codes: 0 OK; 1 ILLEGAL: the server broke its promise; 2 UNKNOWN: not judged to the end, or nothing was"
                    + " acknowledged; 64 wrong usage; 125 no process could be started. They are the codes of verify and check.",
            "",
            "For example:",
            "  latchkey torture --cycles 1000 --data /var/tmp/torture"
        })
public final class TortureCommand extends ConsoleCommand {

    private static final int TOLD_EVERY = 25;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where the server keeps its data: new or empty, and kept. Default: a temporary directory, which is"
                            + " removed if all was well.")
    @Nullable
    private String data;

    @Option(names = "--cycles", paramLabel = "N", description = "How often it is killed, 1 to 1000000. Default: 100.")
    private String cycles = "100";

    @Option(names = "--clients", paramLabel = "N", description = "How many clients ask at once, 1 to 200. Default: 8.")
    private String clients = "8";

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Have the moments of the kills of an earlier run again, and what its clients chose; which meets"
                            + " which is a matter of timing. Default: one by chance, which is printed.")
    @Nullable
    private String seed;

    @Option(
            names = "--snapshot-records",
            paramLabel = "N",
            description = "As of serve: how many writes make a snapshot due. Default: 200, so that there are many.")
    private String snapshotRecords = "200";

    @Option(
            names = "--history",
            paramLabel = "OUT",
            description = "Write the history into this file while it happens (docs/format/history.md).")
    @Nullable
    private String history;

    @Option(names = "--json", description = "Print JSON, one object, for programs to read.")
    private boolean json;

    private int toldKills;

    public TortureCommand(Surroundings surroundings) {
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
        Torture torture = new Torture(plan, server(directory, records), SystemChance::seeded, SystemTime.INSTANCE);
        Runnable signalsAsBefore = Signals.handle(name -> torture.end("SIG" + name));
        try (@Nullable OutputStream file = history == null ? null : HistoryFile.create(history)) {
            TortureResult result = torture.run(file, this::progress);
            return told(result, new Tortured(plan, records, data, directory), directory);
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
        List<String> words = new ArrayList<>(OwnProgram.words());
        words.addAll(List.of("serve", "--port", "0"));
        words.addAll(List.of("--data", directory.data().toString()));
        words.addAll(List.of("--snapshot-records", String.valueOf(records)));
        return () -> List.copyOf(words);
    }

    private int told(TortureResult result, Tortured tortured, TortureDirectory directory) {
        boolean kept = !(result.isOk() && directory.removeIfTemporary());
        show(json ? tortured.json(result, kept) + "\n" : tortured.text(result, kept));
        return printed(CheckCommand.codeOf(result.word()));
    }

    private void progress(int kills, long operations) {
        if (kills - toldKills >= TOLD_EVERY) {
            toldKills = kills;
            tell(String.format(
                    Locale.ROOT, "killed %,d times of %s, %,d operations, OK so far", kills, cycles, operations));
        }
    }
}
