package dev.latchkey.client.clerk;

/** A read was sent but not answered before its deadline. It changed nothing and is safe to retry. */
public final class NoAnswerException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    public NoAnswerException(String message) {
        super(message);
    }
}
