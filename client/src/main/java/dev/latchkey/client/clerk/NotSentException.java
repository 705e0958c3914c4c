package dev.latchkey.client.clerk;

/** The operation was never sent, so it definitely did not take effect. The message says why. Safe to retry. */
public final class NotSentException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    public NotSentException(String message) {
        super(message);
    }
}
