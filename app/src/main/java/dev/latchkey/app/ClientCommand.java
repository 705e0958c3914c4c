package dev.latchkey.app;

import dev.latchkey.client.ClientConfig;
import dev.latchkey.client.LatchkeyException;
import dev.latchkey.client.RefusedException;
import dev.latchkey.wire.ReplyParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that asks a server for something: its flags, how it prints, and how it fails. */
@Command(mixinStandardHelpOptions = true, sortOptions = false, usageHelpWidth = 100)
abstract class ClientCommand implements Callable<Integer> {

    /** Codes of refusals that concern the way in and not the operation. */
    private static final Set<String> ENTRY_CODES = Set.of("NOAUTH", "WRONGPASS", "NOPROTO");

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

    /**
     * Does it, and says how it ended.
     *
     * @throws IOException if no answer came
     */
    abstract ExitCode run(ClientConfig config) throws IOException;

    @Override
    public final Integer call() {
        ExitCode code = runOrTell(flags.config(surroundings));
        if (surroundings.out().checkError()) {
            tell("standard output could not be written");
            return (code == ExitCode.DONE ? ExitCode.OWN_FAILURE : code).code();
        }
        return code.code();
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

    boolean isJson() {
        return json;
    }

    /** Prints a line of data. As UTF-8, whatever the locale says: it is the store's bytes that count. */
    void print(String line) {
        surroundings.out().writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void tell(String message) {
        LatchkeyCommand.tell(Objects.requireNonNull(spec, "set by picocli").commandLine(), message);
    }

    Surroundings surroundings() {
        return surroundings;
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
