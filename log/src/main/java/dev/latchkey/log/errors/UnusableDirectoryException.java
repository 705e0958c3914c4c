package dev.latchkey.log.errors;

import org.jspecify.annotations.Nullable;

/** The directory is missing, is none, may not be written, or holds what must not be there. */
public final class UnusableDirectoryException extends LogException {

    private static final long serialVersionUID = 1L;

    public UnusableDirectoryException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
