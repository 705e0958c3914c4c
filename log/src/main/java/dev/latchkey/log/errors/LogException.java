package dev.latchkey.log.errors;

import org.jspecify.annotations.Nullable;

/** Why the log cannot do what it was asked, in one sentence for whoever runs the server. */
public abstract class LogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LogException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
