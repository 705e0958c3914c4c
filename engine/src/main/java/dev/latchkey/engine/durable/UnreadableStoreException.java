package dev.latchkey.engine.durable;

import org.jspecify.annotations.Nullable;

/**
 * A directory whose files are sound but hold what this program cannot make a store of: they are of a newer program, or of something
 * else. Nothing was changed.
 */
public final class UnreadableStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableStoreException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
