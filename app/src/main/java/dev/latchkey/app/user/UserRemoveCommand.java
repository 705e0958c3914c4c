package dev.latchkey.app.user;

import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.server.users.UsersEditor;
import dev.latchkey.server.users.UsersException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey user remove}: removes a user from a users file. */
@Command(
        name = "remove",
        description = {
            "Removes a user from a users file. A running server closes its connections. Its sessions expire by"
                    + " themselves, and a user that is added later under the same name can use them.",
            ""
        },
        footer = {
            "",
            "Exit codes:",
            "  0    success",
            "  2    usage error, the user does not exist or is the only one, or the file cannot be used"
        })
final class UserRemoveCommand extends UsersFileCommand {

    @Parameters(paramLabel = "NAME", description = "The user to remove.")
    private String name = "";

    UserRemoveCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    void run(Path file) throws UsersException {
        UsersEditor.remove(file, name);
        tell("removed user " + name + " from " + file);
    }
}
