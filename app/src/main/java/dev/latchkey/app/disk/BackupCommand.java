package dev.latchkey.app.disk;

import dev.latchkey.app.ask.ClientCommand;
import dev.latchkey.app.ask.PlainConnection;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.FileLocation;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Signals;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.StoreId;
import dev.latchkey.log.SnapshotFile;
import dev.latchkey.log.errors.LogException;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey backup}: writes a consistent snapshot of a running server to a file. */
@Command(
        name = "backup",
        description = {
            "Takes an online backup of a running server.",
            "",
            "Writes a consistent snapshot, as of one revision, to a new file, without blocking reads or writes. The"
                    + " file appears under its name only when it is complete and fsynced. It contains all keys and"
                    + " values, so its mode is 0600.",
            ""
        },
        footer = {
            "",
            "--timeout applies to connecting and to each part of the transfer, not to the backup as a whole.",
            "",
            "Exit codes:",
            "  0  success; with any other code, FILE was not created",
            "  1  terminated by a signal",
            "  2  usage error, or FILE exists",
            "  4  no connection, no reply, or the server refused the backup",
            "  5  the disk failed or is full",
            "",
            "Examples:",
            "  latchkey backup --server db1:5625 store.backup",
            "  latchkey log inspect store.backup",
            "  latchkey restore store.backup --data ./latchkey-data"
        })
public final class BackupCommand extends ClientCommand {

    @Parameters(paramLabel = "FILE", description = "The file to create. It must not exist.")
    private String file = "";

    public BackupCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    public ExitCode run(ClientConfig config) throws IOException {
        try {
            return run(config, FileLocation.toWrite(file));
        } catch (LogException e) {
            tell(String.valueOf(e.getMessage()));
            return DiskCommand.codeOf(e);
        }
    }

    private ExitCode run(ClientConfig config, FileLocation place) throws IOException {
        AtomicReference<Signals.@Nullable Name> ended = new AtomicReference<>();
        try (PlainConnection connection = PlainConnection.open(config)) {
            Runnable signalsAsBefore = Signals.handle(name -> {
                ended.set(name);
                connection.abandon();
            });
            try {
                return backUp(connection, place);
            } catch (IOException e) {
                if (ended.get() == null) {
                    throw e;
                }
                tell("terminated by SIG" + ended.get() + "; " + file + " was not created");
                return ExitCode.NO;
            } finally {
                signalsAsBefore.run();
            }
        }
    }

    private ExitCode backUp(PlainConnection connection, FileLocation place) throws IOException {
        try {
            List<RespValue> begun = started(connection.ask("BACKUP", "START"));
            StoreId storeId = StoreId.parse(((RespValue.Bulk) begun.get(0)).utf8());
            long revision = ((RespValue.Int) begun.get(1)).number();
            SnapshotFile made = SnapshotFile.write(
                    place.folder(), place.name(), revision, storeId.toBytes(), out -> copy(connection, out));
            print(isJson() ? json(made, storeId) : text(made, storeId));
            return ExitCode.DONE;
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    private static List<RespValue> started(RespValue reply) {
        if (reply instanceof RespValue.Array array
                && array.items().size() == 2
                && array.items().get(0) instanceof RespValue.Bulk
                && array.items().get(1) instanceof RespValue.Int) {
            return array.items();
        }
        throw new ReplyParser.NotRespException("unexpected reply to BACKUP START, expected store id and revision");
    }

    /** Copies the backup. Network failures are wrapped, because an IOException would be taken for a disk failure. */
    private static void copy(PlainConnection connection, OutputStream out) throws IOException {
        RespValue piece = next(connection);
        while (piece instanceof RespValue.Bulk bytes) {
            out.write(bytes.bytes());
            piece = next(connection);
        }
        if (piece != RespValue.NULL) {
            throw new ReplyParser.NotRespException("unexpected reply to BACKUP NEXT, expected a bulk string");
        }
    }

    private static RespValue next(PlainConnection connection) {
        try {
            connection.renewPatience();
            return connection.ask("BACKUP", "NEXT");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(SnapshotFile made, StoreId storeId) {
        return file + " holds store " + storeId + " at revision "
                + DirectoryReport.number(made.header().covered().index()) + ", "
                + DirectoryReport.counted(made.bytes(), "byte");
    }

    private String json(SnapshotFile made, StoreId storeId) {
        return Json.object(json -> {
            json.writeStringField("file", file);
            json.writeStringField("store", storeId.toString());
            json.writeNumberField("revision", made.header().covered().index());
            json.writeNumberField("bytes", made.bytes());
        });
    }
}
