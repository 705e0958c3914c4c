package dev.latchkey.app.console;

import dev.latchkey.server.access.Credentials;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The source of a password: a file or standard input ({@code --password-file}, {@code LATCHKEY_PASSWORD_FILE}), or the
 * variable {@code LATCHKEY_PASSWORD}. Never the command line, which every user of the machine can read.
 *
 * @param file the file, or {@link SecretFile#STDIN}; null if not set
 * @param variable the password from the environment; null if not set
 * @param description the source in words; does not reveal the password
 */
public record PasswordSource(
        @Nullable String file, @Nullable String variable, String description) {

    private static final String FLAG = "--password-file";
    private static final String FILE_VARIABLE = Environment.variableOf(FLAG);

    public static PasswordSource find(@Nullable String fileFlag, Environment environment) {
        if (fileFlag != null) {
            return new PasswordSource(fileFlag, null, "flag " + FLAG + " " + fileFlag);
        }
        String fileVariable = environment.get(FILE_VARIABLE);
        String password = environment.get(Environment.PASSWORD);
        if (fileVariable != null && password != null) {
            throw new UsageException(
                    "both " + FILE_VARIABLE + " and " + Environment.PASSWORD + " are set: unset one of them");
        }
        if (fileVariable != null) {
            return new PasswordSource(fileVariable, null, "environment " + FILE_VARIABLE + " " + fileVariable);
        }
        return password != null
                ? new PasswordSource(null, password, "environment " + Environment.PASSWORD)
                : new PasswordSource(null, null, "default");
    }

    /** Reads the password from a file, or from standard input if the name is {@link SecretFile#STDIN}. */
    public static byte[] ofFile(String file, InputStream stdin) {
        return SecretFile.read(file, stdin);
    }

    public boolean isStdin() {
        return SecretFile.STDIN.equals(file);
    }

    public boolean isNone() {
        return file == null && variable == null;
    }

    /** Reads the password of a server. Call once, since it may consume standard input. */
    public Credentials credentials(InputStream stdin) {
        return read(stdin).map(Credentials::of).orElse(Credentials.NONE);
    }

    /** Reads the password; empty if none is set. Call once, since it may consume standard input. */
    public Optional<byte[]> read(InputStream stdin) {
        if (isNone()) {
            return Optional.empty();
        }
        byte[] password = file != null
                ? SecretFile.read(file, stdin)
                : String.valueOf(variable).getBytes(StandardCharsets.UTF_8);
        if (password.length == 0) {
            throw new UsageException("the password is empty (" + description + ")");
        }
        return Optional.of(password);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return description;
    }
}
