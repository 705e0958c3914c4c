package dev.latchkey.app.console;

/** The user asked for what cannot be. The message is one sentence, shown as it is; the exit code is {@link ExitCode#USAGE}. */
public final class UsageException extends RuntimeException {

    public UsageException(String message) {
        super(message);
    }

    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
