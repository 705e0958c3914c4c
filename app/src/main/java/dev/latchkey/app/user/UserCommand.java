package dev.latchkey.app.user;

import dev.latchkey.app.console.ProcessContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code latchkey user}: edits the users file of a server. */
@Command(
        name = "user",
        description = {
            "Adds, lists and removes the users in a users file, for latchkey serve --users FILE.",
            "",
            "A running server reads the file again within two seconds after it has changed.",
            ""
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpWidth = 100,
        footer = {"", "Exit codes: see latchkey user add --help."})
public final class UserCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    /** The command with its subcommands. */
    public static CommandLine commandLine(ProcessContext surroundings) {
        return new CommandLine(new UserCommand())
                .addSubcommand(new UserAddCommand(surroundings))
                .addSubcommand(new UserListCommand(surroundings))
                .addSubcommand(new UserRemoveCommand(surroundings));
    }

    /** Called when no subcommand was given. */
    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec, "set by picocli").commandLine(),
                "missing command, for example: latchkey user list --users FILE");
    }
}
