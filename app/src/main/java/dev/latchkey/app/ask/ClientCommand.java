package dev.latchkey.app.ask;

import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Surroundings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.clerk.RefusedException;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.wire.ReplyParser;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that asks a server for something: its flags, how it prints, and how it fails. */
public abstract class ClientCommand extends ConsoleCommand {

    /** Codes of refusals that concern the way in and not the operation. */
    private static final Set<String> ENTRY_CODES = Set.of("NOAUTH", "WRONGPASS", "NOPROTO");

    @Mixin
    private final ClientFlags flags = new ClientFlags();

    @Option(names = "--json", description = "Print JSON, one object a line, for programs to read.")
    private boolean json;

    public ClientCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /**
     * Does it, and says how it ended.
     *
     * @throws IOException if no answer came
     */
    protected abstract ExitCode run(ClientConfig config) throws IOException;

    @Override
    public final Integer call() {
        return printed(runOrTell(flags.config(surroundings())).code());
    }

    private ExitCode runOrTell(ClientConfig config) {
        try {
            return run(config);
        } catch (LatchkeyException e) {
            tell(String.valueOf(e.getMessage()));
            return codeOf(e);
        } catch (IOException | ReplyParser.NotRespException e) {
            tell(String.valueOf(e.getMessage()));
            return ExitCode.NO_CONNECTION;
        }
    }

    /** Whether the server refused the operation, or never came to look at it. */
    static ExitCode codeOf(LatchkeyException failure) {
        String code = String.valueOf(failure.getMessage()).split(" ", 2)[0];
        return failure instanceof RefusedException && !ENTRY_CODES.contains(code)
                ? ExitCode.NO
                : ExitCode.NO_CONNECTION;
    }

    protected boolean isJson() {
        return json;
    }

    /** What is made of an argument, or a usage error that says what is wrong with it. */
    static <T> T checked(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }
}
