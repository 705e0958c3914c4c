package dev.latchkey.check.format;

import java.io.IOException;

/** The input is not a history, or it is corrupted. The message names the line, if the error is in a particular line. */
public sealed class BadHistoryException extends IOException permits NotThisFormatException {

    private static final long serialVersionUID = 1;

    BadHistoryException(String reason) {
        super(reason);
    }

    /** @param line the line number, from 1 */
    BadHistoryException(long line, String reason) {
        super("line " + line + ": " + reason);
    }
}
