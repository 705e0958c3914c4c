package dev.latchkey.app.disk;

import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Surroundings;
import dev.latchkey.log.errors.DirectoryInUseException;
import dev.latchkey.log.errors.LogException;
import dev.latchkey.log.errors.UnusableDirectoryException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine.Option;

/** A command that works on files of the log, without a server: how it prints, and how it fails. */
abstract class DiskCommand extends ConsoleCommand {

    @Option(names = "--json", description = "Print JSON, one object a line, for programs to read.")
    private boolean json;

    DiskCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** Does it, and says how it ended. */
    abstract ExitCode run();

    @Override
    public final Integer call() {
        return printed(runOrTell().code());
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
}
