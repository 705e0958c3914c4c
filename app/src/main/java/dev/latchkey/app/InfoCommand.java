package dev.latchkey.app;

import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code latchkey info}: how the server does. */
@Command(
        name = "info",
        description = {"Tells how the server does: sections server, clients, memory, stats and keyspace.", ""},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        footer = {"", "Exit codes: 0 told; 2 wrong usage; 4 no answer."})
final class InfoCommand implements Callable<Integer> {

    @Mixin
    private final ClientFlags flags = new ClientFlags();

    @Parameters(paramLabel = "SECTION", arity = "0..*", description = "Only these sections. Default: all.")
    private List<String> sections = List.of();

    @Option(names = "--json", description = "Print one JSON object of names and values, all of them strings.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private final Surroundings surroundings;

    InfoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String[] words = Stream.concat(Stream.of("INFO"), sections.stream()).toArray(String[]::new);
        return Asking.of(flags.config(surroundings), spec, connection -> {
            if (!(connection.ask(words) instanceof RespValue.Bulk text)) {
                throw new ReplyParser.NotRespException("INFO was not answered with text");
            }
            String shown = text.utf8().replace("\r\n", "\n");
            surroundings.out().print(json ? asJson(shown) + "\n" : shown);
            surroundings.out().flush();
        });
    }

    private static String asJson(String text) throws IOException {
        return Json.object(object -> {
            for (String line : text.split("\n", -1)) {
                int colon = line.indexOf(':');
                if (colon > 0 && !line.startsWith("#")) {
                    object.writeStringField(line.substring(0, colon), line.substring(colon + 1));
                }
            }
        });
    }
}
