package dev.latchkey.app.disk;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.FilePlace;
import dev.latchkey.app.console.Surroundings;
import dev.latchkey.engine.durable.StoreInspection;
import dev.latchkey.log.LogInspection;
import dev.latchkey.log.SnapshotFile;
import dev.latchkey.log.disk.FileKind;
import dev.latchkey.log.disk.NioDisk;
import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.errors.NewerVersionException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey log inspect}: what a start on a directory would find, and whether a backup is sound. */
@Command(
        name = "inspect",
        description = {
            "Tells what a server would find that starts on a data directory: segments, snapshots, what it would replay, what"
                    + " it would cut, and whether it would refuse to start. Of a backup, whether it is sound.",
            "",
            "Changes nothing and locks nothing. Of a directory that a server is writing to it may say that it is torn or"
                    + " damaged where only the server was faster: look again.",
            "",
            "The state is loaded as a start or a restore loads it, and needs as much memory; LATCHKEY_JAVA_OPTS=-Xmx4g gives"
                    + " it room.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 sound, with a torn end or without; 2 wrong usage, or nothing there to look at; 5 damaged, or no"
                    + " store that can be loaded: a start or a restore would be refused; 125 it does not fit into memory, so nobody"
                    + " knows.",
            "",
            "For example:",
            "  latchkey log inspect ./latchkey-data",
            "  latchkey log inspect --records ./latchkey-data | grep config/",
            "  latchkey log inspect store.backup"
        })
final class LogInspectCommand extends DiskCommand {

    /** How often it is looked again because a file went away: a server takes away what a new snapshot covers. */
    private static final int LOOKS_MAX = 3;

    @Parameters(paramLabel = "DIR", description = "The data directory, or a file made by latchkey backup.")
    private String place = "";

    @Option(names = "--records", description = "List each record that a start would replay, a line each.")
    private boolean records;

    LogInspectCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run() {
        Path path = FilePlace.path(place);
        FileKind kind = FileKind.of(path);
        boolean directory = kind == FileKind.DIRECTORY || kind == FileKind.NOTHING;
        return directory ? inspect(NioDisk.existing(path)) : inspect(FilePlace.toRead(place));
    }

    private ExitCode inspect(NioDisk disk) {
        Inspected inspected = look(disk);
        print(isJson() ? inspected.json() : inspected.text());
        return inspected.refusal().isPresent() ? ExitCode.DISK : ExitCode.DONE;
    }

    private Inspected look(NioDisk disk) {
        for (int looks = 1; ; looks++) {
            StoreInspection store = new StoreInspection(surroundings().chance());
            LoggedState state = new LoggedState(store, records ? this::print : line -> {}, isJson());
            try {
                LogInspection log = LogInspection.of(disk, state);
                return new Inspected(log, state.refusal(), disk.likelyHolder());
            } catch (DiskFailedException e) {
                if (!(e.getCause() instanceof NoSuchFileException) || looks == LOOKS_MAX || !state.isEmpty()) {
                    throw e;
                }
            }
        }
    }

    private ExitCode inspect(FilePlace file) {
        try {
            SnapshotFile sound = SnapshotFile.checked(file.folder(), file.name());
            Optional<String> noState =
                    LoadedBackup.of(sound, surroundings().chance()).refusal();
            if (noState.isPresent()) {
                return refused(place + ": " + noState.get());
            }
            InspectedFile inspected = InspectedFile.of(place, sound);
            print(isJson() ? inspected.json() : inspected.text());
            return ExitCode.DONE;
        } catch (DamagedLogException | NewerVersionException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    private ExitCode refused(String reason) {
        print(isJson() ? InspectedFile.refusedJson(place, reason) : "a restore would be refused: " + reason);
        return ExitCode.DISK;
    }
}
