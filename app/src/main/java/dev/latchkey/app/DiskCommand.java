package dev.latchkey.app;

import dev.latchkey.log.DirectoryInUseException;
import dev.latchkey.log.LogException;
import dev.latchkey.log.UnusableDirectoryException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that works on files of the log, without a server: how it prints, and how it fails. */
@Command(mixinStandardHelpOptions = true, sortOptions = false, usageHelpWidth = 100)
abstract class DiskCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Print JSON, one object a line, for programs to read.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private final Surroundings surroundings;

    DiskCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Does it, and says how it ended. */
    abstract ExitCode run();

    @Override
    public final Integer call() {
        ExitCode code = runOrTell();
        if (surroundings.out().checkError()) {
            tell("standard output could not be written");
            return (code == ExitCode.DONE ? ExitCode.OWN_FAILURE : code).code();
        }
        return code.code();
    }

    private ExitCode runOrTell() {
        try {
            return run();
        } catch (LogException e) {
            tell(String.valueOf(e.getMessage()));
            return codeOf(e);
        } catch (OutOfMemoryError e) {
            // Why no word of damage: with more memory it may be sound.
            tell("the state does not fit into memory: give more, such as LATCHKEY_JAVA_OPTS=-Xmx4g");
            return ExitCode.OWN_FAILURE;
        }
    }

    /** Whether the place is the wrong one, or what is there is not what it should be. */
    static ExitCode codeOf(LogException failure) {
        boolean wrongPlace = failure instanceof UnusableDirectoryException
                || failure instanceof DirectoryInUseException
                || failure.getCause() instanceof AccessDeniedException
                || failure.getCause() instanceof NoSuchFileException;
        return wrongPlace ? ExitCode.USAGE : ExitCode.DISK;
    }

    boolean isJson() {
        return json;
    }

    void print(String line) {
        surroundings.out().writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void tell(String message) {
        LatchkeyCommand.tell(Objects.requireNonNull(spec, "set by picocli").commandLine(), message);
    }

    Surroundings surroundings() {
        return surroundings;
    }
}
