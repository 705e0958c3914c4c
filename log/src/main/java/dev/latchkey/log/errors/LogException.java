package dev.latchkey.log.errors;

import org.jspecify.annotations.Nullable;

/** A log operation failed. The message is written for the operator of the server. */
public abstract class LogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LogException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
