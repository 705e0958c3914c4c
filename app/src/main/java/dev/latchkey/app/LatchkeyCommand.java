package dev.latchkey.app;

import dev.latchkey.app.ask.DelCommand;
import dev.latchkey.app.ask.GetCommand;
import dev.latchkey.app.ask.InfoCommand;
import dev.latchkey.app.ask.ListCommand;
import dev.latchkey.app.ask.LockCommand;
import dev.latchkey.app.ask.PingCommand;
import dev.latchkey.app.ask.PutCommand;
import dev.latchkey.app.console.Environment;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Screen;
import dev.latchkey.app.console.Surroundings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.app.disk.BackupCommand;
import dev.latchkey.app.disk.LogCommand;
import dev.latchkey.app.disk.RestoreCommand;
import dev.latchkey.app.judge.CheckCommand;
import dev.latchkey.app.judge.SimulateCommand;
import dev.latchkey.app.judge.TortureCommand;
import dev.latchkey.app.judge.VerifyCommand;
import dev.latchkey.app.serve.ServeCommand;
import dev.latchkey.server.stats.ServerVersion;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code latchkey}: the list of subcommands, and what is the same for all of them. */
@Command(
        name = "latchkey",
        description = {
            "A linearizable key/value store with versioned writes.",
            "",
            "A write names the version it replaces (0 creates), so two writers never overwrite each other"
                    + " unawares. Any Redis client can speak to it.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        footer = {
            "",
            "Settings have an environment variable too, which the help of each command names: --max-memory is"
                    + " LATCHKEY_MAX_MEMORY. The option goes before the variable, and the variable before the default.",
            "",
            "Environment of the launcher:",
            "  LATCHKEY_JAVA_OPTS  options for the JVM, such as -Xmx4g",
            "  JAVA_HOME           the Java to run on, 17 or newer",
            "",
            "Exit codes: 0 done; 1 a definite no; 2 wrong usage, or cannot listen; 3 it may have been done, or not;"
                    + " 4 no connection; 5 log damaged or disk failed; 125 a failure of latchkey itself. (check, verify,"
                    + " torture, simulate and lock have their own.)",
            "",
            "Start with: latchkey serve"
        })
public final class LatchkeyCommand implements Runnable {

    private static final int WIDTH = 100;

    /** What Java makes of a byte that is no text in the locale. */
    private static final String NO_TEXT = "\uFFFD";

    private static final String VERSION = "latchkey " + ServerVersion.VERSION;

    @Spec
    private @Nullable CommandSpec spec;

    /** The command line, ready to execute. A new subcommand is one line here. */
    public static CommandLine commandLine(Surroundings surroundings) {
        CommandLine all = new CommandLine(new LatchkeyCommand())
                .addSubcommand(new ServeCommand(surroundings))
                .addSubcommand(new GetCommand(surroundings))
                .addSubcommand(new PutCommand(surroundings))
                .addSubcommand(new DelCommand(surroundings))
                .addSubcommand(new ListCommand(surroundings))
                .addSubcommand(new LockCommand(surroundings))
                .addSubcommand(new InfoCommand(surroundings))
                .addSubcommand(new PingCommand(surroundings))
                .addSubcommand(new BackupCommand(surroundings))
                .addSubcommand(new RestoreCommand(surroundings))
                .addSubcommand(LogCommand.commandLine(surroundings))
                .addSubcommand(new CheckCommand(surroundings))
                .addSubcommand(new SimulateCommand(surroundings))
                .addSubcommand(new VerifyCommand(surroundings))
                .addSubcommand(new TortureCommand(surroundings))
                .addSubcommand(new CommandLine.HelpCommand());
        all.getCommandSpec().mixinStandardHelpOptions(true).usageMessage().width(WIDTH);
        all.getCommandSpec().version(VERSION);
        all.getSubcommands().values().forEach(LatchkeyCommand::setVersion);
        return all.setExpandAtFiles(false) // why: put user @alice 0 stores "@alice", not what is in a file of that name
                .setColorScheme(CommandLine.Help.defaultColorScheme(surroundings.terminal() ? Ansi.AUTO : Ansi.OFF))
                .setExecutionStrategy(LatchkeyCommand::execute)
                .setParameterExceptionHandler((failure, arguments) -> refuse(failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
    }

    private static void setVersion(CommandLine command) {
        command.getCommandSpec().version(VERSION);
        command.getSubcommands().values().forEach(LatchkeyCommand::setVersion);
    }

    private static int execute(CommandLine.ParseResult parsed) {
        if (parsed.originalArgs().stream().anyMatch(argument -> argument.contains(NO_TEXT))) {
            throw new ParameterException(
                    parsed.commandSpec().commandLine(),
                    "an argument is no text in this locale, so its bytes are lost: set LC_ALL=C.UTF-8, or give a value"
                            + " on standard input");
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** Called when no subcommand was given. */
    @Override
    public void run() {
        CommandLine all = Objects.requireNonNull(spec, "set by picocli").commandLine();
        throw new ParameterException(all, "say what to do, for example: latchkey serve");
    }

    private static int refuse(ParameterException failure) {
        String message = failure instanceof UnmatchedArgumentException unmatched
                ? unmatchedMessage(unmatched)
                : String.valueOf(failure.getMessage());
        CommandLine command = failure.getCommandLine();
        Screen.tell(command, message + " (see " + command.getCommandSpec().qualifiedName() + " --help)");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** Names the first argument that was not understood, never a value: people try {@code --password hunter2}. */
    private static String unmatchedMessage(UnmatchedArgumentException failure) {
        String first = failure.getUnmatched().get(0).split("=", 2)[0];
        if (!first.startsWith("-")) {
            return "unexpected argument '" + first + "'";
        }
        if (first.equals("--password")) {
            return "a password is never given on the command line, where others can read it: use --password-file or "
                    + Environment.PASSWORD;
        }
        List<String> suggestions = failure.getSuggestions();
        return "unknown option '" + first + "'"
                + (suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?");
    }

    private static int explain(Exception failure, CommandLine command) {
        if (failure instanceof UsageException) {
            Screen.tell(command, String.valueOf(failure.getMessage()));
            return command.getCommandSpec().exitCodeOnInvalidInput();
        }
        Screen.tell(command, "failed because of a bug");
        failure.printStackTrace(command.getErr());
        return ExitCode.OWN_FAILURE.code();
    }
}
