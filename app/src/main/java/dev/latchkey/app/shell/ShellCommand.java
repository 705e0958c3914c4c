package dev.latchkey.app.shell;

import dev.latchkey.app.ask.ClientCommand;
import dev.latchkey.app.ask.ClientFlags;
import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.wire.ReplyParser;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code latchkey shell}: sends commands of the protocol on one connection, and prints the replies. */
@Command(
        name = "shell",
        description = {
            "Sends the commands of docs/commands.md to a server, on one connection, and prints the replies.",
            "",
            "On a terminal, it reads lines with editing, history and completion: Tab completes commands and their keywords"
                    + " from the documentation of the server, and keys, up to 100 that begin with what was typed and need no"
                    + " quotes. Writes of keys that are followed (FOLLOW) are printed as they arrive. Ctrl-C ends the command"
                    + " that is executed and the connection. The history is in latchkey/history in XDG_STATE_HOME, or in"
                    + " ~/.local/state, and only its owner may read it. AUTH and HELLO, which may contain passwords, and"
                    + " lines that begin with a blank are not kept.",
            "",
            "Otherwise it executes the lines of standard input, one command each, and prints the replies. It goes on after"
                    + " a command that is refused, but not after a lost connection.",
            "",
            "Words are separated by blanks. In double quotes, a word may contain blanks and \\n, \\r, \\t, \\\", \\\\ and"
                    + " \\xHH, a byte in hex. help lists the commands, and exit ends the shell.",
            ""
        },
        footer = {
            "",
            "Exit codes:",
            "  0    success; on a terminal, always if the server was reached",
            "  1    a command was refused",
            "  2    usage error",
            "  3    outcome unknown: the connection was lost after a write was sent and before its reply arrived",
            "  4    no connection, or the connection was lost",
            "",
            "Examples:",
            "  latchkey shell",
            "  printf 'PUT greeting hello 0\\nGETV greeting\\n' | latchkey shell"
        })
public final class ShellCommand extends ConsoleCommand {

    @Mixin
    private final ClientFlags flags = new ClientFlags();

    @Option(names = "--no-history", description = "Neither read nor write the history file.")
    private boolean noHistory;

    public ShellCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        ClientConfig config = flags.config(surroundings(), this::tell);
        try (Shell shell = new Shell(config)) {
            shell.connect();
            ExitCode code =
                    surroundings().interactive() && surroundings().terminal() ? onTerminal(shell) : script(shell);
            return exitCodeAfterOutput(code.code());
        } catch (IOException | ReplyParser.NotRespException e) {
            tell(ClientCommand.reason(e));
            return ExitCode.NO_CONNECTION.code();
        }
    }

    private ExitCode script(Shell shell) throws IOException {
        return shell.run(new ScriptConsole(surroundings().in(), surroundings().out()));
    }

    private ExitCode onTerminal(Shell shell) throws IOException {
        Optional<ShellHistoryFile> file = noHistory
                ? Optional.empty()
                : ShellHistoryFile.of(surroundings().environment());
        try (TerminalConsole console = new TerminalConsole(
                TerminalConsole.ofProcess(shell::interrupt), new ShellHistory(file, this::tell), shell::completions)) {
            return shell.run(console);
        }
    }
}
