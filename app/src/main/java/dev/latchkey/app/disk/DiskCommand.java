package dev.latchkey.app.disk;

import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.log.errors.DirectoryInUseException;
import dev.latchkey.log.errors.LogException;
import dev.latchkey.log.errors.UnusableDirectoryException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine.Option;

/** Base class of commands that work on log files without a server: common flags, output and exit codes. */
abstract class DiskCommand extends ConsoleCommand {

    @Option(names = "--json", description = "Print JSON, one object per line.")
    private boolean json;

    DiskCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    /** Runs the command and prints its outcome. */
    abstract ExitCode run();

    @Override
    public final Integer call() {
        return exitCodeAfterOutput(runOrTell().code());
    }

    private ExitCode runOrTell() {
        try {
            return run();
        } catch (LogException e) {
            tell(String.valueOf(e.getMessage()));
            return codeOf(e);
        } catch (OutOfMemoryError e) {
            // Why not reported as corruption: it may load with more memory.
            tell("out of memory while loading the state: increase the heap, for example LATCHKEY_JAVA_OPTS=-Xmx4g");
            return ExitCode.OWN_FAILURE;
        }
    }

    /** Tells an unusable file or directory (a usage error) from a corrupted log or a failed disk. */
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
