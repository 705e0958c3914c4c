package dev.latchkey.app.console;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command with a console: data goes to standard output, and everything else that is said to standard error. */
@Command(mixinStandardHelpOptions = true, sortOptions = false, usageHelpWidth = 100)
public abstract class ConsoleCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    private final Surroundings surroundings;

    public ConsoleCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    protected final Surroundings surroundings() {
        return surroundings;
    }

    protected final CommandLine command() {
        return Objects.requireNonNull(spec, "set by picocli").commandLine();
    }

    /** Says a sentence that is no data. */
    protected final void tell(String message) {
        Screen.tell(command(), message);
    }

    /** Prints a line of data. As UTF-8, whatever the locale says: it is the store's bytes that count. */
    protected final void print(String line) {
        surroundings.out().writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Prints a text as it stands, and at once: it may end amid a line that is written over. */
    protected final void show(String text) {
        surroundings.out().writeBytes(text.getBytes(StandardCharsets.UTF_8));
        surroundings.out().flush();
    }

    /** The code to end with: {@code code}, unless that is a success and what was printed did not get out. */
    protected final int printed(int code) {
        if (!surroundings.out().checkError()) {
            return code;
        }
        tell("standard output could not be written");
        return code == ExitCode.DONE.code() ? ExitCode.OWN_FAILURE.code() : code;
    }
}
