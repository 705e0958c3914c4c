package dev.latchkey.log.errors;

import org.jspecify.annotations.Nullable;

/**
 * The disk is full, and what was to be written certainly was not: what had been half written is cut, and the cut is forced. The
 * log goes on, and the same call succeeds when there is room.
 */
public final class NoRoomException extends LogException {

    private static final long serialVersionUID = 1L;

    public NoRoomException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
