package dev.latchkey.app.user;

import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.server.users.User;
import dev.latchkey.server.users.UserLine;
import dev.latchkey.server.users.UsersEditor;
import dev.latchkey.server.users.UsersException;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** {@code latchkey user list}: lists the users of a users file without their secrets. */
@Command(
        name = "list",
        description = {
            "Lists the users in a users file, one a line: the name, the kind of the secret (generated, password or"
                    + " none), and the rules.",
            ""
        },
        footer = {
            "",
            "Exit codes:",
            "  0    success",
            "  2    usage error, or the file cannot be used: a server would refuse it",
            "  125  standard output could not be written, or another internal error"
        })
final class UserListCommand extends UsersFileCommand {

    UserListCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    void run(Path file) throws UsersException {
        for (User user : UsersEditor.list(file)) {
            print((user.name() + " " + user.secret().kind() + " " + UserLine.rules(user)).trim());
        }
    }
}
