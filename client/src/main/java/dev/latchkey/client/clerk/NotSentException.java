package dev.latchkey.client.clerk;

/** The operation was never handed to a connection: it was certainly not done. Says what kept it. */
public final class NotSentException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    public NotSentException(String message) {
        super(message);
    }
}
