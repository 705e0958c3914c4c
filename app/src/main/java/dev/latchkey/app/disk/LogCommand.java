package dev.latchkey.app.disk;

import dev.latchkey.app.console.Surroundings;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code latchkey log}: what is done with the log of a directory, without a server. */
@Command(
        name = "log",
        description = {"Looks at the log of a data directory.", ""},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpWidth = 100,
        footer = {"", "Exit codes: those of latchkey log inspect."})
public final class LogCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    /** With its subcommands. */
    public static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new LogCommand()).addSubcommand(new LogInspectCommand(surroundings));
    }

    /** Called when no subcommand was given. */
    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec, "set by picocli").commandLine(),
                "say what to do, for example: latchkey log inspect DIR");
    }
}
