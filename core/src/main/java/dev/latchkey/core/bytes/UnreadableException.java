package dev.latchkey.core.bytes;

/**
 * Thrown when bytes are not a valid record or state. The message tells the operator of the server what is wrong with them. The
 * attempt to read them has changed nothing.
 */
public final class UnreadableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreadableException(String sentence) {
        super(sentence);
    }

    public UnreadableException(String sentence, Exception cause) {
        super(sentence, cause);
    }
}
