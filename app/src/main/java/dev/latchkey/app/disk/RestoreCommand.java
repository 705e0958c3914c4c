package dev.latchkey.app.disk;

import dev.latchkey.app.console.Environment;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.FilePlace;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.Surroundings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.log.Log;
import dev.latchkey.log.SnapshotFile;
import dev.latchkey.log.disk.NioDisk;
import dev.latchkey.log.files.LogOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey restore}: makes a data directory of a backup. */
@Command(
        name = "restore",
        description = {
            "Makes a data directory of a backup, for a server to start on. The file is checked to its end before anything is"
                    + " written, and a directory that holds a log is never touched.",
            "",
            "What is restored is another store, with an id of its own: clients that knew the old one notice. Its versions and"
                    + " its revision go on from where the backup was taken.",
            ""
        },
        footer = {
            "",
            "The state is read into memory once to be checked; LATCHKEY_JAVA_OPTS=-Xmx4g gives it room.",
            "Exit codes: 0 restored; 2 wrong usage, no such file, or DIR holds a log or is in use; 5 the file is damaged, or"
                    + " the disk is full or failed; 125 it does not fit into memory.",
            "",
            "For example:",
            "  latchkey restore store.backup --data ./latchkey-data"
        })
public final class RestoreCommand extends DiskCommand {

    @Parameters(
            paramLabel = "FILE",
            description = "A file made by latchkey backup, or a snapshot from a data directory.")
    private String file = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data directory to make. It may be there, but must hold no log. [LATCHKEY_DATA]")
    @Nullable
    private String data;

    public RestoreCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    ExitCode run() {
        String directory = directory();
        FilePlace place = FilePlace.toRead(file);
        SnapshotFile backup = SnapshotFile.checked(place.folder(), place.name());
        LoadedBackup loaded = LoadedBackup.of(backup, surroundings().chance());
        return loaded.refusal().map(this::refuse).orElseGet(() -> restore(loaded, directory));
    }

    /** Why without a default: whoever restores has lost something, and should say where it shall be again. */
    private String directory() {
        String set = data != null ? data : surroundings().environment().get(Environment.variableOf("--data"));
        if (set == null || set.isBlank()) {
            throw new UsageException("--data is missing or empty: name the directory to make");
        }
        return set;
    }

    private ExitCode refuse(String reason) {
        tell(file + " cannot be restored: " + reason);
        return ExitCode.DISK;
    }

    private ExitCode restore(LoadedBackup loaded, String directory) {
        SnapshotFile backup = loaded.file();
        StateMachine state = loaded.state().orElseThrow();
        long last = backup.header().covered().index();
        StoreId storeId = StoreId.draw(surroundings().chance());
        NioDisk disk = NioDisk.at(FilePlace.path(directory));
        Log.restore(
                disk, LogOptions.STANDARD, surroundings().chance(), last, storeId.toBytes(), out -> copy(backup, out));
        print(isJson() ? json(state, backup, storeId, directory) : text(state, backup, storeId, directory));
        return ExitCode.DONE;
    }

    private static void copy(SnapshotFile backup, OutputStream out) throws IOException {
        try (InputStream body = backup.body()) {
            body.transferTo(out);
        }
    }

    private String text(StateMachine state, SnapshotFile backup, StoreId storeId, String directory) {
        return directory + " holds " + Inspected.counted(state.size(), "key") + " at revision "
                + Inspected.number(state.revision()) + ": store " + storeId + ", restored from store "
                + Inspected.storeId(backup.header());
    }

    private String json(StateMachine state, SnapshotFile backup, StoreId storeId, String directory) {
        return Json.object(json -> {
            json.writeStringField("data", directory);
            json.writeNumberField("keys", state.size());
            json.writeNumberField("revision", state.revision());
            json.writeStringField("store", storeId.toString());
            json.writeStringField("from_store", Inspected.storeId(backup.header()));
        });
    }
}
