package dev.latchkey.app.ask;

import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.Environment;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.clerk.RefusedException;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.Version;
import dev.latchkey.wire.ReplyParser;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Base class of commands that connect to a server: common flags, output and exit codes. */
public abstract class ClientCommand extends ConsoleCommand {

    /** Error codes that concern the connection or authentication, not the operation. */
    private static final Set<String> ENTRY_CODES = Set.of("NOAUTH", "WRONGPASS", "NOPROTO");

    @Mixin
    private final ClientFlags flags = new ClientFlags();

    @Option(names = "--json", description = "Print JSON, one object per line.")
    private boolean json;

    public ClientCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    /**
     * Runs the command and prints its outcome.
     *
     * @throws IOException if the server did not reply
     */
    protected abstract ExitCode run(ClientConfig config) throws IOException;

    @Override
    public final Integer call() {
        return exitCodeAfterOutput(
                runOrTell(flags.config(surroundings(), this::tell)).code());
    }

    private ExitCode runOrTell(ClientConfig config) {
        try {
            return run(config);
        } catch (LatchkeyException e) {
            tell(reason(e));
            return codeOf(e);
        } catch (IOException | ReplyParser.NotRespException e) {
            tell(reason(e));
            return ExitCode.NO_CONNECTION;
        }
    }

    /** The sentence that the server sends with NOAUTH gives advice for RESP clients, not for users of this command. */
    public static String reason(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        return message.startsWith("NOAUTH")
                ? "NOAUTH the server requires a password: use --password-file or " + Environment.PASSWORD
                : message;
    }

    /** Tells a refusal of the operation from a failure to connect or authenticate. */
    public static ExitCode codeOf(LatchkeyException failure) {
        return failure instanceof RefusedException refused && !isEntryCode(refused.code())
                ? ExitCode.NO
                : ExitCode.NO_CONNECTION;
    }

    /** Whether an error code concerns the connection or authentication, not the operation. */
    public static boolean isEntryCode(String code) {
        return ENTRY_CODES.contains(code);
    }

    protected boolean isJson() {
        return json;
    }

    /** Prints the outcome of a write: the new version to standard output, anything else to standard error. */
    ExitCode report(PutOutcome outcome) {
        if (isJson()) {
            print(Json.of(outcome));
        }
        return outcome.fold(this::done, this::otherVersion, this::noKey, this::unknown);
    }

    private ExitCode done(Version version) {
        if (!isJson()) {
            print(version.toString());
        }
        return ExitCode.DONE;
    }

    private ExitCode otherVersion(Version current) {
        tell("not done: version conflict, the key is at version " + current);
        return ExitCode.NO;
    }

    /** What it means for this command that the key does not exist. */
    String noKeyReason() {
        return "no such key (use version 0 to create it)";
    }

    private ExitCode noKey() {
        tell("not done: " + noKeyReason());
        return ExitCode.NO;
    }

    private ExitCode unknown(PutOutcome.Cause cause) {
        tell("outcome unknown: the write may or may not have taken effect (" + cause
                + "); read the key before trying again");
        return ExitCode.UNKNOWN_OUTCOME;
    }

    /** Returns what {@code reading} parses, and turns an IllegalArgumentException into a usage error. */
    public static <T> T checked(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }
}
