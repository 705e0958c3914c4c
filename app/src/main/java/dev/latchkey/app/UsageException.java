package dev.latchkey.app;

/** The user asked for what cannot be. The message is one sentence, shown as it is; the exit code is {@link ExitCode#USAGE}. */
final class UsageException extends RuntimeException {

    UsageException(String message) {
        super(message);
    }

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
