package dev.latchkey.check.format;

/** The input does not have the format that its beginning suggested. */
final class NotThisFormatException extends BadHistoryException {

    private static final long serialVersionUID = 1;

    NotThisFormatException(String reason) {
        super(reason);
    }
}
