package dev.latchkey.client.clerk;

/** The superclass of all exceptions that the client throws because of the server or the network. */
public abstract class LatchkeyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    protected LatchkeyException(String message) {
        super(message);
    }
}
