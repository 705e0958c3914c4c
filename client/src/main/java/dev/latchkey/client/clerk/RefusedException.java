package dev.latchkey.client.clerk;

/**
 * The server refused the operation for a reason other than the version: it is out of memory or disk space, the client is not
 * authenticated, the request is invalid, or the server is not a Latchkey server. The operation definitely did not take effect.
 * The message begins with an error code, such as ERRFULL, followed by a sentence for people.
 */
public final class RefusedException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    public RefusedException(String message) {
        super(message);
    }
}
