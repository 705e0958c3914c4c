package dev.latchkey.app.console;

/** A usage error. The message is one sentence that is shown to the user; the exit code is {@link ExitCode#USAGE}. */
public final class UsageException extends RuntimeException {

    public UsageException(String message) {
        super(message);
    }

    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
