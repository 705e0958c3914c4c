package dev.latchkey.app;

import dev.latchkey.app.ask.ClientFlags;
import dev.latchkey.app.ask.DelCommand;
import dev.latchkey.app.ask.EditCommand;
import dev.latchkey.app.ask.GetCommand;
import dev.latchkey.app.ask.InfoCommand;
import dev.latchkey.app.ask.ListCommand;
import dev.latchkey.app.ask.PingCommand;
import dev.latchkey.app.ask.PutCommand;
import dev.latchkey.app.certs.CertsCommand;
import dev.latchkey.app.completion.CompletionCommand;
import dev.latchkey.app.console.DecodedText;
import dev.latchkey.app.console.Environment;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Screen;
import dev.latchkey.app.console.StandardOutput;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.app.disk.BackupCommand;
import dev.latchkey.app.disk.LogCommand;
import dev.latchkey.app.disk.RestoreCommand;
import dev.latchkey.app.follow.FollowCommand;
import dev.latchkey.app.follow.HistoryCommand;
import dev.latchkey.app.judge.CheckCommand;
import dev.latchkey.app.judge.SimulateCommand;
import dev.latchkey.app.judge.TortureCommand;
import dev.latchkey.app.judge.VerifyCommand;
import dev.latchkey.app.lock.ElectCommand;
import dev.latchkey.app.lock.LockCommand;
import dev.latchkey.app.lock.LocksCommand;
import dev.latchkey.app.serve.ServeCommand;
import dev.latchkey.app.shell.ShellCommand;
import dev.latchkey.app.transaction.TxnCommand;
import dev.latchkey.app.user.UserCommand;
import dev.latchkey.server.stats.ServerVersion;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code latchkey} command: the list of subcommands, and what all of them have in common. */
@Command(
        name = "latchkey",
        description = {
            "Latchkey is a linearizable key/value server with versioned writes, locks with fencing tokens and"
                    + " crash recovery.",
            "",
            "Every write names the version it replaces (0 creates the key) and fails if the key has another version, so"
                    + " no client overwrites a change it has not seen. The server speaks RESP: redis-cli and any Redis"
                    + " client can connect to it.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        footer = {
            "",
            "An option whose help names an environment variable can also be set with that variable: --max-memory with"
                    + " LATCHKEY_MAX_MEMORY. The option overrides the variable, and the variable overrides the default.",
            "",
            "Arguments and environment variables are UTF-8 in every locale; other bytes are refused.",
            "",
            "Environment variables of the launcher:",
            "  LATCHKEY_JAVA_OPTS  JVM options, such as -Xmx4g",
            "  JAVA_HOME           the Java installation to use, version 17 or newer",
            "",
            "Exit codes:",
            "  0    success",
            "  1    definitely not done: version conflict, no such key, refused, or terminated by a signal",
            "  2    usage error, or the server cannot listen on the address",
            "  3    outcome unknown: the write may or may not have taken effect",
            "  4    no connection to the server",
            "  5    the log or backup is corrupted, or the disk failed or is full",
            "  125  internal error, or standard output could not be written",
            "  141  standard output is a pipe that its reader has closed, as head does",
            "check, verify, torture, simulate, lock and elect have exit codes of their own; see their help.",
            "",
            "To start a server: latchkey serve"
        })
public final class LatchkeyCommand implements Runnable {

    private static final int WIDTH = 100;

    private static final String VERSION = "latchkey " + ServerVersion.VERSION;

    /** The subcommands in the order of the help. A new one is one more line here. */
    private static final Map<String, Function<ProcessContext, Object>> SUBCOMMANDS = subcommands();

    @Spec
    private @Nullable CommandSpec spec;

    /** Options that may also be given before the subcommand, which receives them; see {@link #passOn}. */
    @Mixin
    @SuppressWarnings("UnusedVariable") // why: picocli sets it, and the subcommand reads its own
    private final ClientFlags connection = new ClientFlags();

    private static Map<String, Function<ProcessContext, Object>> subcommands() {
        Map<String, Function<ProcessContext, Object>> all = new LinkedHashMap<>();
        all.put(
                "serve",
                surroundings -> new ServeCommand(surroundings, () -> Environment.flags(commandLine(surroundings))));
        all.put("get", GetCommand::new);
        all.put("put", PutCommand::new);
        all.put("del", DelCommand::new);
        all.put("edit", EditCommand::new);
        all.put("txn", TxnCommand::new);
        all.put("list", ListCommand::new);
        all.put("follow", FollowCommand::new);
        all.put("history", HistoryCommand::new);
        all.put("lock", LockCommand::new);
        all.put("locks", LocksCommand::new);
        all.put("elect", ElectCommand::new);
        all.put("info", InfoCommand::new);
        all.put("ping", PingCommand::new);
        all.put("shell", ShellCommand::new);
        all.put("certs", CertsCommand::new);
        all.put("user", UserCommand::commandLine);
        all.put("backup", BackupCommand::new);
        all.put("restore", RestoreCommand::new);
        all.put("log", LogCommand::commandLine);
        all.put("check", CheckCommand::new);
        all.put("simulate", SimulateCommand::new);
        all.put("verify", VerifyCommand::new);
        all.put("torture", TortureCommand::new);
        all.put("completion", surroundings -> new CompletionCommand(surroundings, () -> commandLine(surroundings)));
        all.put("help", surroundings -> help());
        return all;
    }

    /** Returns the command line with all subcommands, ready to execute. */
    public static CommandLine commandLine(ProcessContext surroundings) {
        return commandLine(surroundings, SUBCOMMANDS.keySet());
    }

    /**
     * Returns the command line for these arguments. If they begin with the name of a subcommand, it has no other one, because building
     * all of them takes longer than most subcommands run.
     */
    static CommandLine commandLine(ProcessContext surroundings, String... arguments) {
        boolean isKnown = arguments.length > 0 && SUBCOMMANDS.containsKey(arguments[0]) && !arguments[0].equals("help");
        return commandLine(surroundings, isKnown ? Set.of(arguments[0]) : SUBCOMMANDS.keySet());
    }

    private static CommandLine commandLine(ProcessContext surroundings, Set<String> names) {
        CommandLine all = new CommandLine(new LatchkeyCommand());
        SUBCOMMANDS.forEach((name, create) -> {
            if (names.contains(name)) {
                all.addSubcommand(name, create.apply(surroundings));
            }
        });
        all.getCommandSpec().mixinStandardHelpOptions(true).usageMessage().width(WIDTH);
        all.getCommandSpec().version(VERSION);
        all.getSubcommands().values().forEach(LatchkeyCommand::setVersion);
        return all.setExpandAtFiles(false) // why: put user @alice 0 stores "@alice", not the contents of a file "alice"
                .setColorScheme(CommandLine.Help.defaultColorScheme(surroundings.terminal() ? Ansi.AUTO : Ansi.OFF))
                .setExecutionStrategy(parsed -> execute(parsed, surroundings.out()))
                .setParameterExceptionHandler((failure, arguments) -> refuse(failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
    }

    /** The help command of picocli, laid out like the other commands. */
    private static CommandLine help() {
        CommandLine help = new CommandLine(new CommandLine.HelpCommand());
        help.getCommandSpec()
                .usageMessage()
                .header(new String[0])
                .synopsisHeading("Usage: ")
                .description("Displays help about a command, or about latchkey if none is given.", "");
        return help;
    }

    private static void setVersion(CommandLine command) {
        command.getCommandSpec().version(VERSION);
        command.getSubcommands().values().forEach(LatchkeyCommand::setVersion);
    }

    private static int execute(CommandLine.ParseResult parsed, StandardOutput out) {
        if (!parsed.originalArgs().stream().allMatch(DecodedText::isExact)) {
            throw new ParameterException(
                    parsed.commandSpec().commandLine(),
                    "an argument is not valid text in this locale: set LC_ALL=C.UTF-8, or pass the value on"
                            + " standard input");
        }
        passOn(parsed);
        int code = new CommandLine.RunLast().execute(parsed);
        // Why only help and versions: the commands check their output themselves, and a server runs on without it.
        return isHelp(parsed) ? Screen.exitCodeAfterOutput(parsed.commandSpec().commandLine(), out, code) : code;
    }

    private static boolean isHelp(CommandLine.ParseResult parsed) {
        CommandLine.ParseResult last = last(parsed);
        return last.isUsageHelpRequested()
                || last.isVersionHelpRequested()
                || parsed.isUsageHelpRequested()
                || parsed.isVersionHelpRequested()
                || last.commandSpec().helpCommand();
    }

    private static CommandLine.ParseResult last(CommandLine.ParseResult parsed) {
        CommandLine.ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        return last;
    }

    /** Sets the options that were given before the subcommand in the subcommand itself. */
    private static void passOn(CommandLine.ParseResult parsed) {
        CommandLine.ParseResult last = last(parsed);
        if (last == parsed || last.commandSpec().helpCommand()) {
            return;
        }
        for (OptionSpec option : parsed.matchedOptions()) {
            CommandLine command = last.commandSpec().commandLine();
            OptionSpec same = last.commandSpec().findOption(option.longestName());
            if (same == null) {
                throw new ParameterException(
                        command,
                        option.longestName() + " does not apply to "
                                + last.commandSpec().name() + ", which does not connect to a server");
            }
            if (last.hasMatchedOption(same)) {
                throw new ParameterException(
                        command, "option '" + option.longestName() + "' should be specified only once");
            }
            same.setValue(option.getValue());
        }
    }

    /** Called when no subcommand was given. */
    @Override
    public void run() {
        CommandLine all = Objects.requireNonNull(spec, "set by picocli").commandLine();
        throw new ParameterException(all, "missing command, for example: latchkey serve");
    }

    private static int refuse(ParameterException failure) {
        String message = failure instanceof UnmatchedArgumentException unmatched
                ? unmatchedMessage(unmatched)
                : asClause(String.valueOf(failure.getMessage()));
        CommandLine command = failure.getCommandLine();
        Screen.tell(command, message + " (see " + command.getCommandSpec().qualifiedName() + " --help)");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** Picocli writes sentences with a capital letter and sometimes a period; here they follow the command's name. */
    private static String asClause(String sentence) {
        String words = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
        return words.isEmpty() ? words : words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1);
    }

    /** Names the first unmatched argument, but never a value: users try {@code --password hunter2}. */
    private static String unmatchedMessage(UnmatchedArgumentException failure) {
        String first = failure.getUnmatched().get(0).split("=", 2)[0];
        CommandSpec command = failure.getCommandLine().getCommandSpec();
        if (!first.startsWith("-")) {
            return command.subcommands().isEmpty()
                    ? "unexpected argument '" + first + "'"
                    : "unknown command '" + first + "'"
                            + Suggestions.command(first, command.subcommands().keySet());
        }
        if (first.equals("--password")) {
            return "passwords are not accepted on the command line, where other users can read them: use"
                    + " --password-file or " + Environment.PASSWORD;
        }
        return "unknown option '" + first + "'"
                + Suggestions.option(first, command.optionsMap().keySet());
    }

    private static int explain(Exception failure, CommandLine command) {
        if (failure instanceof UsageException) {
            Screen.tell(command, String.valueOf(failure.getMessage()));
            return command.getCommandSpec().exitCodeOnInvalidInput();
        }
        Screen.tell(command, "internal error (this is a bug)");
        failure.printStackTrace(command.getErr());
        return ExitCode.OWN_FAILURE.code();
    }
}
