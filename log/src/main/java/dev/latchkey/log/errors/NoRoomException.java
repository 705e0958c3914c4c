package dev.latchkey.log.errors;

import org.jspecify.annotations.Nullable;

/**
 * The disk is full and the write definitely did not take effect: anything partially written was removed durably. The log
 * remains usable, and the same call succeeds once space is available.
 */
public final class NoRoomException extends LogException {

    private static final long serialVersionUID = 1L;

    public NoRoomException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
