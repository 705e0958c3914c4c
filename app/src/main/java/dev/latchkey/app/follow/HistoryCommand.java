package dev.latchkey.app.follow;

import dev.latchkey.app.ask.ClientCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Settings;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.HistoryRead.Changes;
import dev.latchkey.core.HistoryRead.OfKey;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply.EventsOfKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey history}: prints the latest writes of a key. */
@Command(
        name = "history",
        description = {
            "Prints the latest writes of a key, newest first.",
            "",
            "Prints one write per line: version, revision, kind, the user or client that sent it, the time of the"
                    + " server, and the number of bytes of the value, separated by tabs; - if unknown. The kind is put,"
                    + " delete, expire (the time to live of the session that owned the key has passed) or close (that"
                    + " session was closed). The server keeps a limited number of writes of all keys.",
            ""
        },
        footer = {
            "",
            "If earlier writes of the key may have been evicted, a message on standard error says so. With --json, the"
                    + " last object has the field complete, which is true if all writes that the key ever had are in"
                    + " the history of the server.",
            "",
            "Exit codes: 0 success; 2 usage error; 4 no connection or no reply."
        })
public final class HistoryCommand extends ClientCommand {

    @Parameters(paramLabel = "KEY", description = "The key, 1 to 1024 bytes.")
    private String key = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Print at most this many writes, 1 to 10000. Default: 100.")
    @Nullable
    private String limit;

    public HistoryCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(ClientConfig config) {
        Key wanted = checked(() -> Key.of(key));
        String most = limit;
        int max = most == null
                ? OfKey.LIMIT_DEFAULT
                : Settings.read("--limit", most, text -> Formats.integer(text, 1, Changes.LIMIT_MAX));
        try (Latchkey latchkey = Latchkey.connect(config)) {
            print(latchkey.clerk().history(wanted, max));
            return ExitCode.DONE;
        }
    }

    private void print(EventsOfKey history) {
        EventLines lines = new EventLines(isJson());
        history.events().forEach(event -> print(lines.line(event)));
        if (isJson()) {
            print(Json.object(fields -> fields.writeBooleanField("complete", history.complete())));
        } else if (!history.complete()) {
            tell("earlier writes of the key may have been evicted from the history");
        }
    }
}
