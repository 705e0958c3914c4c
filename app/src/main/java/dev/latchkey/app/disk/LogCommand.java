package dev.latchkey.app.disk;

import dev.latchkey.app.console.ProcessContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code latchkey log}: works on the log of a data directory, without a server. */
@Command(
        name = "log",
        description = {"Inspects the log and snapshots of a data directory, or a backup.", ""},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpWidth = 100,
        footer = {"", "Exit codes: see latchkey log inspect --help."})
public final class LogCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    /** The command with its subcommands. */
    public static CommandLine commandLine(ProcessContext surroundings) {
        return new CommandLine(new LogCommand()).addSubcommand(new LogInspectCommand(surroundings));
    }

    /** Called when no subcommand was given. */
    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec, "set by picocli").commandLine(),
                "missing command, for example: latchkey log inspect DIR");
    }
}
