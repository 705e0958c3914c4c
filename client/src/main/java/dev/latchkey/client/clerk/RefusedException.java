package dev.latchkey.client.clerk;

/**
 * The server refused the operation, and no other version would have helped: no room, no login, wrong use, or no Latchkey server
 * at all. It was certainly not done. The first word of the message is a code, such as ERRFULL; the rest is the server's too,
 * if it speaks our protocol.
 */
public final class RefusedException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
        super(message);
    }
}
