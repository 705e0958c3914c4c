package dev.latchkey.check.format;

import java.io.IOException;

/** A file is no history, or a damaged one. The message is a sentence that names the line, if there is one to name. */
public final class BadHistoryException extends IOException {

    private static final long serialVersionUID = 1;

    BadHistoryException(String reason) {
        super(reason);
    }

    /** @param line from 1 */
    BadHistoryException(long line, String reason) {
        super("line " + line + ": " + reason);
    }
}
