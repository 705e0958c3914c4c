package dev.latchkey.engine.recovery;

import org.jspecify.annotations.Nullable;

/**
 * The files of a directory are intact, but this version cannot read the store in them: they were written by a newer version or by
 * another program. Nothing was changed.
 */
public final class UnreadableStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableStoreException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
