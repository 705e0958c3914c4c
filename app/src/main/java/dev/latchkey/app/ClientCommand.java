package dev.latchkey.app;

import dev.latchkey.client.Clerk;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.LatchkeyException;
import dev.latchkey.client.PutOutcome;
import dev.latchkey.client.RefusedException;
import dev.latchkey.core.Version;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that asks a server for something: the flags, the ways it can end, and what is said then. */
@Command(mixinStandardHelpOptions = true, sortOptions = false, usageHelpWidth = 100)
abstract class ClientCommand implements Callable<Integer> {

    /** Codes of refusals that concern the login and not the operation. */
    private static final Set<String> LOGIN_CODES = Set.of("NOAUTH", "WRONGPASS");

    @Mixin
    private final ClientFlags flags = new ClientFlags();

    @Option(names = "--json", description = "Print JSON, one object a line, for programs to read.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private final Surroundings surroundings;

    ClientCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Does it, and says how it ended. */
    abstract ExitCode run(Clerk clerk) throws IOException;

    @Override
    public Integer call() throws IOException {
        try (Latchkey latchkey = Latchkey.connect(flags.config(surroundings))) {
            return run(latchkey.clerk()).code();
        } catch (LatchkeyException e) {
            return failed(e).code();
        }
    }

    /** Says why an operation was not done. */
    ExitCode failed(LatchkeyException failure) {
        String message = String.valueOf(failure.getMessage());
        tell(message);
        boolean definite = failure instanceof RefusedException && !LOGIN_CODES.contains(message.split(" ", 2)[0]);
        return definite ? ExitCode.NO : ExitCode.NO_CONNECTION;
    }

    /** Says what became of a write: the version it made on standard output, anything else on standard error. */
    ExitCode report(PutOutcome outcome) throws IOException {
        if (json) {
            print(Json.of(outcome));
        }
        return outcome.fold(this::done, this::otherVersion, this::noKey, this::unknown);
    }

    private ExitCode done(Version version) {
        if (!json) {
            surroundings.out().println(version);
        }
        return ExitCode.DONE;
    }

    private ExitCode otherVersion(Version current) {
        tell("not done: the key is at version " + current);
        return ExitCode.NO;
    }

    private ExitCode noKey() {
        tell("not done: there is no such key (version 0 creates one)");
        return ExitCode.NO;
    }

    private ExitCode unknown(PutOutcome.Cause cause) {
        tell("nobody knows whether it was done: " + cause + "; read the key before trying again");
        return ExitCode.UNKNOWN_OUTCOME;
    }

    boolean isJson() {
        return json;
    }

    void print(String line) {
        surroundings.out().println(line);
    }

    void tell(String message) {
        LatchkeyCommand.tell(commandLine(), message);
    }

    CommandLine commandLine() {
        return Objects.requireNonNull(spec, "set by picocli").commandLine();
    }

    ClientFlags flags() {
        return flags;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** A key as it was given, or what is wrong with it. */
    static <T> T checked(Callable<T> reading) {
        try {
            return reading.call();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
