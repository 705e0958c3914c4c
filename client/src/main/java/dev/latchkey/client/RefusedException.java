package dev.latchkey.client;

/**
 * The server refused the operation, and no other version would have helped: no room, no login, wrong use. It was certainly
 * not done. The message is the server's; its first word is a code, such as ERRFULL.
 */
public final class RefusedException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
        super(message);
    }
}
