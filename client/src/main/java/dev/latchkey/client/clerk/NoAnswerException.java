package dev.latchkey.client.clerk;

/** A read was sent and not answered in time. It changed nothing, and nothing is known. */
public final class NoAnswerException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    public NoAnswerException(String message) {
        super(message);
    }
}
