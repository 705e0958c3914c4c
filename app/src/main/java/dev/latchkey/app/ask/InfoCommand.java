package dev.latchkey.app.ask;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey info}: prints statistics of a server. */
@Command(
        name = "info",
        description = {
            "Prints information and statistics of a server.",
            "",
            "Sections: server, clients, memory, persistence, stats, replication and keyspace.",
            ""
        },
        footer = {
            "",
            "With --json, prints one object; all values are strings.",
            "",
            "Exit codes: 0 success; 2 usage error or unknown section; 4 no connection or no reply."
        })
public final class InfoCommand extends ClientCommand {

    private static final String HEADING = "# ";

    /** Names that select every section, as in Redis. */
    private static final Set<String> EVERYTHING = Set.of("all", "default", "everything");

    @Parameters(paramLabel = "SECTION", arity = "0..*", description = "Print only these sections. Default: all.")
    private List<String> sections = List.of();

    public InfoCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    public ExitCode run(ClientConfig config) throws IOException {
        try (PlainConnection connection = PlainConnection.open(config)) {
            List<String> lines = info(connection, sections);
            rejectUnknown(connection, lines);
            print(isJson() ? json(lines) : String.join("\n", lines));
            return ExitCode.DONE;
        }
    }

    private static List<String> info(PlainConnection connection, List<String> sections) throws IOException {
        String[] words = Stream.concat(Stream.of("INFO"), sections.stream()).toArray(String[]::new);
        if (!(connection.ask(words) instanceof RespValue.Bulk text)) {
            throw new ReplyParser.NotRespException("INFO was not answered with text");
        }
        return text.utf8().lines().toList();
    }

    /** The server leaves out sections that it does not have, so the headings of its reply show which they are. */
    private void rejectUnknown(PlainConnection connection, List<String> lines) throws IOException {
        List<String> present = headings(lines);
        for (String section : sections) {
            String name = section.toLowerCase(Locale.ROOT);
            if (!EVERYTHING.contains(name) && !present.contains(name)) {
                throw new UsageException("no section '" + section + "': must be one of "
                        + String.join(", ", headings(info(connection, List.of()))));
            }
        }
    }

    private static List<String> headings(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(HEADING))
                .map(line -> line.substring(HEADING.length()).strip().toLowerCase(Locale.ROOT))
                .toList();
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
