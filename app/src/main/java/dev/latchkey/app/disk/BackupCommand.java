package dev.latchkey.app.disk;

import dev.latchkey.app.ask.ClientCommand;
import dev.latchkey.app.ask.PlainConnection;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.FileLocation;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Signals;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.StoreId;
import dev.latchkey.log.SnapshotFile;
import dev.latchkey.log.errors.LogException;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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
            "With -, the backup is written to standard output, which must not be a terminal, and is not fsynced. It"
                    + " ends with an end record: restore and log inspect refuse a backup that was cut off.",
            "",
            "--timeout applies to connecting and to each part of the transfer, not to the backup as a whole.",
            "",
            "Exit codes:",
            "  0    success; with any other code, FILE was not created",
            "  1    terminated by a signal",
            "  2    usage error, or FILE exists",
            "  4    no connection, no reply, or the server refused the backup",
            "  5    the disk failed or is full",
            "  125  standard output could not be written; 141 if it is a pipe that its reader has closed",
            "",
            "Examples:",
            "  latchkey backup --server db1:5625 store.backup",
            "  latchkey log inspect store.backup",
            "  latchkey backup - | ssh host 'cat > store.backup'",
            "  latchkey restore store.backup --data ./latchkey-data"
        })
public final class BackupCommand extends ClientCommand {

    /** The file name that means standard output. */
    private static final String STDOUT = "-";

    @Parameters(
            paramLabel = "FILE",
            description = "The file to create. It must not exist. - writes the backup to standard output.")
    private String file = "";

    public BackupCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    public ExitCode run(ClientConfig config) throws IOException {
        if (file.equals(STDOUT)) {
            requireStream();
            return run(config, this::streamBackup);
        }
        try {
            FileLocation place = FileLocation.toWrite(file);
            return run(config, connection -> backUp(connection, place));
        } catch (LogException e) {
            tell(String.valueOf(e.getMessage()));
            return DiskCommand.codeOf(e);
        }
    }

    /** Copies the backup from a connection to its destination. */
    private interface Transfer {
        ExitCode from(PlainConnection connection) throws IOException;
    }

    private void requireStream() {
        if (surroundings().terminal()) {
            throw new UsageException("a backup is binary and is not written to a terminal: redirect standard output");
        }
        if (isJson()) {
            throw new UsageException("--json cannot be combined with -, because standard output holds the backup");
        }
    }

    private ExitCode run(ClientConfig config, Transfer transfer) throws IOException {
        AtomicReference<Signals.@Nullable Name> ended = new AtomicReference<>();
        try (PlainConnection connection = PlainConnection.open(config)) {
            Runnable signalsAsBefore = Signals.handle(name -> {
                ended.set(name);
                connection.abandon();
            });
            try {
                return transfer.from(connection);
            } catch (IOException e) {
                if (ended.get() == null) {
                    throw e;
                }
                tell("terminated by SIG" + ended.get() + "; "
                        + (file.equals(STDOUT) ? "the backup is incomplete" : file + " was not created"));
                return ExitCode.NO;
            } finally {
                signalsAsBefore.run();
            }
        }
    }

    private ExitCode streamBackup(PlainConnection connection) throws IOException {
        try {
            Begun begun = Begun.of(connection.ask("BACKUP", "START"));
            OutputStream out = new CheckedOutput(surroundings().out());
            long bytes = SnapshotFile.stream(
                    out, begun.revision(), begun.storeId().toBytes(), body -> copy(connection, body));
            tell("wrote store " + begun.storeId() + " at revision " + DirectoryReport.number(begun.revision()) + ", "
                    + DirectoryReport.counted(bytes, "byte"));
            return ExitCode.DONE;
        } catch (CheckedOutput.FailedException e) {
            return ExitCode.DONE; // why: the caller checks standard output, reports its failure, and replaces this code
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    private ExitCode backUp(PlainConnection connection, FileLocation place) throws IOException {
        try {
            Begun begun = Begun.of(connection.ask("BACKUP", "START"));
            SnapshotFile made = SnapshotFile.write(
                    place.folder(),
                    place.name(),
                    begun.revision(),
                    begun.storeId().toBytes(),
                    out -> copy(connection, out));
            print(isJson() ? json(made, begun.storeId()) : text(made, begun.storeId()));
            return ExitCode.DONE;
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    /** The reply to BACKUP START. */
    private record Begun(StoreId storeId, long revision) {

        static Begun of(RespValue reply) {
            if (reply instanceof RespValue.Array array
                    && array.items().size() == 2
                    && array.items().get(0) instanceof RespValue.Bulk id
                    && array.items().get(1) instanceof RespValue.Int revision) {
                return new Begun(StoreId.parse(id.utf8()), revision.number());
            }
            throw new ReplyParser.NotRespException("unexpected reply to BACKUP START, expected store id and revision");
        }
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
