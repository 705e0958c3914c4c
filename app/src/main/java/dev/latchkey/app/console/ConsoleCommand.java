package dev.latchkey.app.console;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Base class of commands: data goes to standard output, messages go to standard error. */
@Command(mixinStandardHelpOptions = true, sortOptions = false, usageHelpWidth = 100)
public abstract class ConsoleCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    private final ProcessContext surroundings;

    public ConsoleCommand(ProcessContext surroundings) {
        this.surroundings = surroundings;
    }

    protected final ProcessContext surroundings() {
        return surroundings;
    }

    protected final CommandLine command() {
        return Objects.requireNonNull(spec, "set by picocli").commandLine();
    }

    /** Prints a message to standard error. */
    protected final void tell(String message) {
        Screen.tell(command(), message);
    }

    /** Prints a line of data, in UTF-8 regardless of the locale, so that the bytes are those of the store. */
    protected final void print(String line) {
        surroundings.out().writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Prints a text unchanged and flushes: it may end within a line that is overwritten later. */
    protected final void show(String text) {
        surroundings.out().writeBytes(text.getBytes(StandardCharsets.UTF_8));
        surroundings.out().flush();
    }

    /** Flushes standard output. Returns {@code code}, unless that is a success and the output could not be written. */
    protected final int exitCodeAfterOutput(int code) {
        return Screen.exitCodeAfterOutput(command(), surroundings.out(), code);
    }
}
