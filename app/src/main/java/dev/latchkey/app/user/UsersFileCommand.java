package dev.latchkey.app.user;

import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.FileLocation;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.server.users.UsersException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Base class of the commands that edit a users file. */
abstract class UsersFileCommand extends ConsoleCommand {

    private static final String USERS = "--users";

    @Option(names = USERS, paramLabel = "FILE", description = "The users file. [LATCHKEY_USERS]")
    @Nullable
    String users;

    UsersFileCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    public final Integer call() {
        Path file = new Settings(surroundings().environment())
                .find(USERS, users)
                .map(FileLocation::path)
                .orElseThrow(() -> new UsageException("missing option --users FILE"));
        try {
            run(file);
            return exitCodeAfterOutput(ExitCode.DONE.code());
        } catch (UsersException e) {
            throw new UsageException("users file '" + file + "': " + e.getMessage(), e);
        }
    }

    abstract void run(Path file) throws UsersException;
}
