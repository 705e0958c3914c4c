package dev.latchkey.server.users;

/** A users file that cannot be used. The message says why, and reveals no secret. */
public final class UsersException extends Exception {

    private static final long serialVersionUID = 1;

    public UsersException(String message) {
        super(message);
    }

    public UsersException(String message, Throwable cause) {
        super(message, cause);
    }
}
