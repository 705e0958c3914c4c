package dev.latchkey.log.errors;

import org.jspecify.annotations.Nullable;

/** The path is missing, is not a directory, is not accessible, or contains files that prevent its use. */
public final class UnusableDirectoryException extends LogException {

    private static final long serialVersionUID = 1L;

    public UnusableDirectoryException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
