package dev.latchkey.app;

import dev.latchkey.wire.SystemTime;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code latchkey ping}: whether a server is there. */
@Command(
        name = "ping",
        description = {"Asks a server whether it is there, and says how long the answer took.", ""},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        footer = {"", "Exit codes: 0 it is there; 2 wrong usage; 4 no answer."})
final class PingCommand implements Callable<Integer> {

    private static final double NANOS_PER_MILLI = 1_000_000.0;

    @Mixin
    private final ClientFlags flags = new ClientFlags();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private final Surroundings surroundings;

    PingCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        return Asking.of(flags.config(surroundings), spec, connection -> {
            long began = SystemTime.INSTANCE.nanos();
            connection.ask("PING");
            double millis = (SystemTime.INSTANCE.nanos() - began) / NANOS_PER_MILLI;
            surroundings
                    .out()
                    .println(
                            json
                                    ? Json.object(object -> {
                                        object.writeStringField(
                                                "server", connection.server().toString());
                                        object.writeNumberField("millis", millis);
                                    })
                                    : String.format(
                                            Locale.ROOT, "PONG from %s in %.3f ms", connection.server(), millis));
        });
    }
}
