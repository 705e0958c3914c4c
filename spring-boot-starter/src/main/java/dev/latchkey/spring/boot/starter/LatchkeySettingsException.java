package dev.latchkey.spring.boot.starter;

import org.jspecify.annotations.Nullable;

/** A setting of the client is not valid. */
public final class LatchkeySettingsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    LatchkeySettingsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
