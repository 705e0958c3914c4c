package dev.latchkey.app.disk;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.FileLocation;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.engine.recovery.StoreInspection;
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

/** {@code latchkey log inspect}: shows what recovery would find in a data directory, or verifies a backup. */
@Command(
        name = "inspect",
        description = {
            "Shows what crash recovery would find in a data directory: segments, snapshots, the records it would"
                    + " replay, a torn tail it would truncate, and whether the server would refuse to start. For a"
                    + " backup, verifies the file.",
            "",
            "Modifies nothing and takes no lock. While a server writes to the directory, the result may wrongly report"
                    + " a torn tail or corruption; if so, run it again.",
            "",
            "The state is loaded as at startup or by restore, and needs as much memory; set LATCHKEY_JAVA_OPTS=-Xmx4g"
                    + " if it needs more.",
            ""
        },
        footer = {
            "",
            "Exit codes:",
            "  0    valid, with or without a torn tail",
            "  2    usage error, or the file or directory does not exist",
            "  5    corrupted, or the store cannot be loaded: startup or restore would fail",
            "  125  out of memory, so the check could not be completed, or another internal error",
            "",
            "Examples:",
            "  latchkey log inspect ./latchkey-data",
            "  latchkey log inspect --records ./latchkey-data | grep config/",
            "  latchkey log inspect store.backup"
        })
final class LogInspectCommand extends DiskCommand {

    /** The number of attempts if a file disappears: a running server deletes files that a new snapshot covers. */
    private static final int ATTEMPTS_MAX = 3;

    @Parameters(paramLabel = "DIR", description = "A data directory, or a file written by latchkey backup.")
    private String place = "";

    @Option(names = "--records", description = "List the records that recovery would replay, one per line.")
    private boolean records;

    LogInspectCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run() {
        Path path = FileLocation.path(place);
        FileKind kind = FileKind.of(path);
        boolean directory = kind == FileKind.DIRECTORY || kind == FileKind.NOTHING;
        return directory ? inspect(NioDisk.existing(path)) : inspect(FileLocation.toRead(place));
    }

    private ExitCode inspect(NioDisk disk) {
        DirectoryReport inspected = look(disk);
        print(isJson() ? inspected.json() : inspected.text());
        return inspected.refusal().isPresent() ? ExitCode.DISK : ExitCode.DONE;
    }

    private DirectoryReport look(NioDisk disk) {
        for (int attempt = 1; ; attempt++) {
            StoreInspection store = new StoreInspection(surroundings().chance());
            RecordPrinter state = new RecordPrinter(store, records ? this::print : line -> {}, isJson());
            try {
                LogInspection log = LogInspection.of(disk, state);
                return new DirectoryReport(log, disk.refusal().or(state::refusal), disk.likelyHolder());
            } catch (DiskFailedException e) {
                if (!(e.getCause() instanceof NoSuchFileException) || attempt == ATTEMPTS_MAX || !state.isEmpty()) {
                    throw e;
                }
            }
        }
    }

    private ExitCode inspect(FileLocation file) {
        try {
            SnapshotFile sound = SnapshotFile.checked(file.folder(), file.name());
            Optional<String> noState =
                    LoadedBackup.of(sound, surroundings().chance()).refusal();
            if (noState.isPresent()) {
                return refused(place + ": " + noState.get());
            }
            BackupReport inspected = BackupReport.of(place, sound);
            print(isJson() ? inspected.json() : inspected.text());
            return ExitCode.DONE;
        } catch (DamagedLogException | NewerVersionException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    private ExitCode refused(String reason) {
        print(isJson() ? BackupReport.refusedJson(place, reason) : "restore would fail: " + reason);
        return ExitCode.DISK;
    }
}
