package dev.latchkey.app.ask;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.seams.SystemTime;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code latchkey ping}: a health check of a server. */
@Command(
        name = "ping",
        description = {"Health check: sends PING to a server and prints the round-trip time.", ""},
        footer = {"", "Exit codes: 0 the server replied; 2 usage error; 4 no connection or no reply."})
public final class PingCommand extends ClientCommand {

    private static final double NANOS_PER_MILLI = 1_000_000.0;

    public PingCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    public ExitCode run(ClientConfig config) throws IOException {
        try (PlainConnection connection = PlainConnection.open(config)) {
            long began = SystemTime.INSTANCE.nanos();
            connection.ask("PING");
            double millis = (SystemTime.INSTANCE.nanos() - began) / NANOS_PER_MILLI;
            print(
                    isJson()
                            ? json(connection.endpoint().server().toString(), millis)
                            : String.format(Locale.ROOT, "PONG from %s in %.3f ms", connection.endpoint(), millis));
            return ExitCode.DONE;
        }
    }

    private static String json(String server, double millis) {
        return Json.object(object -> {
            object.writeStringField("server", server);
            object.writeNumberField("millis", millis);
        });
    }
}
