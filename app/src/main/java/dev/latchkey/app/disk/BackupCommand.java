package dev.latchkey.app.disk;

import dev.latchkey.app.ask.ClientCommand;
import dev.latchkey.app.ask.PlainConnection;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.FilePlace;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.Signals;
import dev.latchkey.app.console.Surroundings;
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

/** {@code latchkey backup}: the state of a running server, of one moment, in a file. */
@Command(
        name = "backup",
        description = {
            "Copies the whole state of a running server into a new file. It is the state of one moment, whatever is written"
                    + " meanwhile, and nobody has to wait for it.",
            "",
            "The file is whole and durable when its name appears. It holds all keys and values: its mode is 0600.",
            ""
        },
        footer = {
            "",
            "--timeout is for the connection, and for each piece of the copy; the whole may take longer.",
            "Exit codes: 0 done; 1 ended by a signal; 2 wrong usage, or FILE is there already; 4 no answer, or a refusal;"
                    + " 5 the disk is full or failed. There is a FILE only after 0.",
            "",
            "For example:",
            "  latchkey backup --server db1:5625 store.backup",
            "  latchkey log inspect store.backup",
            "  latchkey restore store.backup --data ./latchkey-data"
        })
public final class BackupCommand extends ClientCommand {

    @Parameters(paramLabel = "FILE", description = "The file to make. It must not be there yet.")
    private String file = "";

    public BackupCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public ExitCode run(ClientConfig config) throws IOException {
        try {
            return run(config, FilePlace.toWrite(file));
        } catch (LogException e) {
            tell(String.valueOf(e.getMessage()));
            return DiskCommand.codeOf(e);
        }
    }

    private ExitCode run(ClientConfig config, FilePlace place) throws IOException {
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
                tell("ended by SIG" + ended.get() + "; there is no " + file);
                return ExitCode.NO;
            } finally {
                signalsAsBefore.run();
            }
        }
    }

    private ExitCode backUp(PlainConnection connection, FilePlace place) throws IOException {
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
        throw new ReplyParser.NotRespException("BACKUP START was not answered with store id and revision");
    }

    /** Why the network's failures are wrapped: an IOException would be taken for one of the disk's. */
    private static void copy(PlainConnection connection, OutputStream out) throws IOException {
        RespValue piece = next(connection);
        while (piece instanceof RespValue.Bulk bytes) {
            out.write(bytes.bytes());
            piece = next(connection);
        }
        if (piece != RespValue.NULL) {
            throw new ReplyParser.NotRespException("BACKUP NEXT was not answered with a piece");
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
                + Inspected.number(made.header().covered().index()) + ", "
                + Inspected.counted(made.bytes(), "byte");
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
