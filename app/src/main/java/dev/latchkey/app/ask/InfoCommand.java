package dev.latchkey.app.ask;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey info}: prints statistics of a server. */
@Command(
        name = "info",
        description = {
            "Prints information and statistics of a server.",
            "",
            "Sections: server, clients, memory, persistence, stats and keyspace.",
            ""
        },
        footer = {
            "",
            "With --json, prints one object; all values are strings.",
            "",
            "Exit codes: 0 success; 2 usage error; 4 no connection or no reply."
        })
public final class InfoCommand extends ClientCommand {

    @Parameters(paramLabel = "SECTION", arity = "0..*", description = "Print only these sections. Default: all.")
    private List<String> sections = List.of();

    public InfoCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    public ExitCode run(ClientConfig config) throws IOException {
        String[] words = Stream.concat(Stream.of("INFO"), sections.stream()).toArray(String[]::new);
        try (PlainConnection connection = PlainConnection.open(config)) {
            if (!(connection.ask(words) instanceof RespValue.Bulk text)) {
                throw new ReplyParser.NotRespException("INFO was not answered with text");
            }
            List<String> lines = text.utf8().lines().toList();
            print(isJson() ? json(lines) : String.join("\n", lines));
            return ExitCode.DONE;
        }
    }

    private static String json(List<String> lines) {
        return Json.object(object -> {
            for (String line : lines) {
                int colon = line.indexOf(':');
                if (colon > 0 && !line.startsWith("#")) {
                    object.writeStringField(line.substring(0, colon), line.substring(colon + 1));
                }
            }
        });
    }
}
