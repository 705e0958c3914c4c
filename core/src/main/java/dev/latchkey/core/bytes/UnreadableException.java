package dev.latchkey.core.bytes;

/**
 * Bytes that are no record or no state. The message is a sentence that says what is wrong with them, for whoever runs the server.
 * Nothing was changed by the attempt to read them.
 */
public final class UnreadableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreadableException(String sentence) {
        super(sentence);
    }

    public UnreadableException(String sentence, IllegalArgumentException cause) {
        super(sentence, cause);
    }
}
