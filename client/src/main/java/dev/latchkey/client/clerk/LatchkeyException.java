package dev.latchkey.client.clerk;

/** Everything that a client throws on account of the server or the way to it. */
public abstract class LatchkeyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    LatchkeyException(String message) {
        super(message);
    }
}
