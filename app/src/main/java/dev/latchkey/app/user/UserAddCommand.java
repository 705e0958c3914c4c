package dev.latchkey.app.user;

import dev.latchkey.app.console.PasswordSource;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.server.users.Secret;
import dev.latchkey.server.users.User;
import dev.latchkey.server.users.UserLine;
import dev.latchkey.server.users.UsersEditor;
import dev.latchkey.server.users.UsersException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey user add}: adds a user to a users file, which it creates if necessary. */
@Command(
        name = "add",
        description = {
            "Adds a user to a users file, which is created with mode 0600 if it does not exist.",
            "",
            "Generates a secret of 256 bits and prints it, once: the file has only its SHA-256. With --password-file, the"
                    + " user gets a password that you have chosen; with --no-secret, it logs in by its certificate"
                    + " only.",
            "",
            "Rules, of which any number can be given; without one, a user may do nothing:",
            "  read:PREFIX       read keys that start with PREFIX; an empty PREFIX means all keys",
            "  write:PREFIX      write and delete keys that start with PREFIX",
            "  follow:PREFIX     follow keys that start with PREFIX, as far as the user may read them",
            "  lock:PREFIX       use locks, elections and semaphores whose names start with PREFIX",
            "  admin             INFO and BACKUP, which copies all keys",
            "  uri:URI           log in with a certificate that has this URI as subject alternative name",
            "  subject:NAME      log in with a certificate that has this subject, in the form of RFC 2253",
            "  connections:N, sessions:N, follows:N, bytes:N",
            "                    limits of the user, over all its connections together",
            ""
        },
        footer = {
            "",
            "A space, a backslash and bytes that are not printable ASCII are written as \\xNN in rules.",
            "",
            "Exit codes:",
            "  0    success",
            "  2    usage error, the user exists, or the file cannot be used; it is unchanged then",
            "  125  standard output could not be written, or another internal error",
            "",
            "Examples:",
            "  latchkey user add --users users.txt deployer read:config/ write:config/ lock:deploy",
            "  latchkey user add --users users.txt alice --password-file alice.txt read: follow:",
            "  latchkey user add --users users.txt worker --no-secret uri:spiffe://acme/worker lock:job-",
            "  latchkey user add --users users.txt default read: write: follow: lock: admin"
        })
final class UserAddCommand extends UsersFileCommand {

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Use the password in the first line of this file; - reads it from standard input. It is"
                    + " stored by PBKDF2WithHmacSHA256 with 600,000 iterations.")
    @Nullable
    String passwordFile;

    @Option(names = "--no-secret", description = "The user has no secret, only a certificate.")
    private boolean noSecret;

    @Option(names = "--replace", description = "Replace the user if it exists, with its secret and all its rules.")
    private boolean replace;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "1 to 64 letters, digits and . _ - @. The user default is the one that clients log in as"
                    + " without a name.")
    private String name = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "RULE", description = "What the user may do; see above.")
    private List<String> rules = new ArrayList<>();

    UserAddCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    void run(Path file) throws UsersException {
        if (noSecret && passwordFile != null) {
            throw new UsageException("--no-secret and --password-file exclude each other");
        }
        String generated = noSecret || passwordFile != null
                ? null
                : Secret.generate(surroundings().chance());
        UsersEditor.add(file, user(secret(generated)), replace);
        tell("added user " + name + " to " + file);
        if (generated != null) {
            print(generated);
        }
    }

    private Secret secret(@Nullable String generated) {
        if (generated != null) {
            return Secret.ofGenerated(generated);
        }
        return passwordFile == null ? Secret.none() : chosen(passwordFile);
    }

    private Secret chosen(String source) {
        byte[] password = PasswordSource.ofFile(source, surroundings().in());
        try {
            return Secret.ofPassword(password, surroundings().chance());
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private User user(Secret secret) {
        try {
            return UserLine.parse(name, secret, rules);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }
}
