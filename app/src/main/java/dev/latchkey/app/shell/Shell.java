package dev.latchkey.app.shell;

import dev.latchkey.app.ask.ClientCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Executes one command after another on one connection. A script ends when the connection is lost, because the commands after that may
 * rely on those before; a user gets a new connection with the next command.
 */
final class Shell implements LiveConnection.Listener, AutoCloseable {

    private static final String KEYS_MAX = "100";
    private static final Duration KEYS_PATIENCE = Duration.ofSeconds(1);

    private final ClientConfig config;
    private volatile @Nullable LiveConnection connection;
    private @Nullable ShellConsole console;
    private Completions completions = new Completions(List.of(), prefix -> List.of());
    private boolean isInTransaction;
    private ExitCode exitCode = ExitCode.DONE;

    Shell(ClientConfig config) {
        this.config = config;
    }

    /** Connects, and reads which commands the server has. */
    void connect() throws IOException {
        LiveConnection opened = LiveConnection.open(config, this);
        connection = opened;
        isInTransaction = false;
        RespValue hello = opened.ask(LiveConnection.words("HELLO", "3"), config.answerTimeout());
        if (hello instanceof RespValue.ErrorLine error) {
            throw new IOException(error.message());
        }
        completions = new Completions(
                DocumentedCommand.of(opened.ask(LiveConnection.words("COMMAND", "DOCS"), config.answerTimeout())),
                this::keys);
    }

    Completions completions() {
        return completions;
    }

    /** Executes the lines of a console until they end. */
    ExitCode run(ShellConsole from) throws IOException {
        console = from;
        byte[] line = from.read(prompt());
        while (line != null && execute(line, from)) {
            line = from.read(prompt());
        }
        return from.isInteractive() ? ExitCode.DONE : exitCode;
    }

    private String prompt() {
        LiveConnection current = connection;
        if (current == null || !current.isOpen()) {
            return "not connected> ";
        }
        return current.address() + (isInTransaction ? "(TX)> " : "> ");
    }

    /** Executes a line. Returns whether to go on. */
    private boolean execute(byte[] line, ShellConsole to) {
        TypedCommand command = TypedCommand.of(line);
        if (command == null) {
            failed(ExitCode.NO, to, "(error) a quote is not closed, or text follows a closing quote");
            return true;
        } else if (command.isEmpty()) {
            return true;
        } else if (command.isNamed("exit")) {
            return false;
        } else if (command.isNamed("help")) {
            to.print(ShellHelp.of(command, completions));
            return true;
        }
        return ask(command, to) && !command.isNamed("QUIT");
    }

    private boolean ask(TypedCommand command, ShellConsole to) {
        LiveConnection current = connection;
        if (current == null || !current.isOpen()) {
            if (!to.isInteractive()) {
                failed(ExitCode.NO_CONNECTION, to, "(error) the connection is lost: the command was not sent");
                return false;
            }
            if (reconnect(to)) {
                ask(command, to);
            }
            return true;
        }
        try {
            RespValue reply =
                    current.ask(command.words(), config.answerTimeout().plus(command.blocksMax()));
            show(command, reply, to);
            return true;
        } catch (IOException e) {
            String lost = "(error) " + e.getMessage();
            if (command.mayWrite()) {
                failed(
                        ExitCode.UNKNOWN_OUTCOME,
                        to,
                        lost + "; outcome unknown: the command may or may not have taken effect");
            } else {
                failed(ExitCode.NO_CONNECTION, to, lost);
            }
            return to.isInteractive();
        }
    }

    private boolean reconnect(ShellConsole to) {
        try {
            connect();
            return true;
        } catch (IOException | ReplyParser.NotRespException e) {
            to.print(List.of("(error) " + ClientCommand.reason(e)));
            return false;
        }
    }

    private void show(TypedCommand command, RespValue reply, ShellConsole to) {
        if (reply instanceof RespValue.ErrorLine) {
            exitCode = exitCode == ExitCode.DONE ? ExitCode.NO : exitCode;
        } else if (command.isNamed("MULTI")) {
            isInTransaction = true;
        }
        if (command.isNamed("EXEC") || command.isNamed("DISCARD") || command.isNamed("RESET")) {
            isInTransaction = false;
        }
        to.print(
                command.isNamed("INFO") && reply instanceof RespValue.Bulk text
                        ? ReplyText.text(text)
                        : ReplyText.lines(reply));
    }

    private void failed(ExitCode code, ShellConsole to, String message) {
        exitCode = code;
        to.print(List.of(message));
    }

    /** Why none in a transaction: between MULTI and EXEC, the server would refuse the LIST and then the EXEC. */
    private List<String> keys(String prefix) {
        LiveConnection current = connection;
        if (current == null || !current.isOpen() || isInTransaction) {
            return List.of();
        }
        try {
            return Completions.keysOf(current.send(LiveConnection.words("LIST", prefix, "LIMIT", KEYS_MAX))
                    .get(KEYS_PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (IOException | ExecutionException | TimeoutException e) {
            return List.of(); // why: completion is a convenience, and the next command reports a lost connection
        }
    }

    @Override
    public void pushed(RespValue.Push push) {
        ShellConsole to = console;
        if (to != null) {
            to.print(ReplyText.lines(push));
        }
    }

    @Override
    public void lost(String reason) {
        ShellConsole to = console;
        if (to != null && to.isInteractive()) {
            to.print(List.of("connection lost: " + reason + "; the next command connects again"));
        }
    }

    /** Ends the command that is executed, whose outcome may then be unknown. For any thread. */
    void interrupt() {
        LiveConnection current = connection;
        if (current != null) {
            current.abandon("interrupted");
        }
    }

    @Override
    public void close() {
        LiveConnection current = connection;
        if (current != null) {
            current.close();
        }
    }
}
