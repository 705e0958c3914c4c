package dev.latchkey.client.clerk;

import dev.latchkey.wire.Answer;

/**
 * The server refused the operation for a reason other than the version: it is out of memory or disk space, the client is not
 * authenticated, the request is invalid, the write was cancelled, or the server is not a Latchkey server. The operation definitely did not take effect.
 * The message is the error line of the server, unchanged: an error code, such as ERRFULL, followed by a sentence for people.
 */
public final class RefusedException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    /** @param message the error line of the server: a code, then a sentence */
    public RefusedException(String message) {
        super(message);
    }

    /** The refusal that {@code answer} is. */
    public static RefusedException of(Answer answer) {
        return new RefusedException(OutcomeRule.text(answer));
    }

    /** Returns the error code: the first word of the message, such as ERRFULL. */
    public String code() {
        return String.valueOf(getMessage()).split(" ", 2)[0];
    }
}
