package dev.latchkey.app.disk;

import dev.latchkey.app.console.Environment;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.FileLocation;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.core.Origin;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.recovery.RestoredState;
import dev.latchkey.log.Log;
import dev.latchkey.log.SnapshotFile;
import dev.latchkey.log.disk.NioDisk;
import dev.latchkey.log.files.LogFormat;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.seams.SystemTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey restore}: creates a data directory from a backup. */
@Command(
        name = "restore",
        description = {
            "Creates a data directory from a backup.",
            "",
            "The whole file is verified before anything is written, and a directory that contains a log is never"
                    + " overwritten.",
            "",
            "Until the restore is complete, the directory contains the file 'restoring', and a server refuses to start"
                    + " on it. A restore that was interrupted can be repeated.",
            "",
            "The restored store gets a new store id, so that clients of the old store detect the change. Versions and"
                    + " the revision continue from the point of the backup.",
            "",
            "Sessions do not survive: those in the backup end, and the keys that they own, such as the locks that were"
                    + " held, are deleted.",
            ""
        },
        footer = {
            "",
            "The state is loaded into memory to verify it; set LATCHKEY_JAVA_OPTS=-Xmx4g if it needs more memory.",
            "",
            "Exit codes:",
            "  0    success",
            "  2    usage error, no such file, or DIR contains a log or is in use",
            "  5    the file is corrupted, or the disk failed or is full",
            "  125  out of memory, or another internal error",
            "",
            "Examples:",
            "  latchkey restore store.backup --data ./latchkey-data"
        })
public final class RestoreCommand extends DiskCommand {

    @Parameters(
            paramLabel = "FILE",
            description = "A file written by latchkey backup, or a snapshot file of a data directory.")
    private String file = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data directory to create. It may exist, but must not contain a log. [LATCHKEY_DATA]")
    @Nullable
    private String data;

    public RestoreCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run() {
        String directory = directory();
        FileLocation place = FileLocation.toRead(file);
        SnapshotFile backup = SnapshotFile.checked(place.folder(), place.name());
        LoadedBackup loaded = LoadedBackup.of(backup, surroundings().chance());
        return loaded.refusal().map(this::refuse).orElseGet(() -> restore(loaded, directory));
    }

    /** The target directory. Why no default: a restore must not pick a data directory by accident. */
    private String directory() {
        String set = data != null ? data : surroundings().environment().get(Environment.variableOf("--data"));
        if (set == null || set.isBlank()) {
            throw new UsageException("--data is missing or empty: name the directory to create");
        }
        return set;
    }

    private ExitCode refuse(String reason) {
        tell(file + " cannot be restored: " + reason);
        return ExitCode.DISK;
    }

    private ExitCode restore(LoadedBackup loaded, String directory) {
        SnapshotFile backup = loaded.file();
        RestoredState restored =
                new RestoredState(loaded.state().orElseThrow(), new Origin("", SystemTime.INSTANCE.wallMillis()));
        long last = backup.header().covered().index();
        StoreId storeId = StoreId.draw(surroundings().chance());
        NioDisk disk = NioDisk.marked(FileLocation.path(directory), LogFormat.RESTORING);
        Log.restore(disk, LogOptions.STANDARD, surroundings().chance(), last, storeId.toBytes(), restored::writeTo);
        print(isJson() ? json(restored, backup, storeId, directory) : text(restored, backup, storeId, directory));
        return ExitCode.DONE;
    }

    private String text(RestoredState restored, SnapshotFile backup, StoreId storeId, String directory) {
        StateMachine state = restored.state();
        String sessions = restored.sessionsEnded() == 0
                ? ""
                : "; " + DirectoryReport.counted(restored.sessionsEnded(), "session") + " ended";
        return directory + " holds " + DirectoryReport.counted(state.size(), "key") + " at revision "
                + DirectoryReport.number(state.revision()) + ": store " + storeId + ", restored from store "
                + DirectoryReport.storeId(backup.header()) + sessions;
    }

    private String json(RestoredState restored, SnapshotFile backup, StoreId storeId, String directory) {
        return Json.object(json -> {
            json.writeStringField("data", directory);
            json.writeNumberField("keys", restored.state().size());
            json.writeNumberField("revision", restored.state().revision());
            json.writeNumberField("sessions_ended", restored.sessionsEnded());
            json.writeStringField("store", storeId.toString());
            json.writeStringField("from_store", DirectoryReport.storeId(backup.header()));
        });
    }
}
