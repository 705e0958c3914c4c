package dev.latchkey.http.route;

import java.util.Optional;

/** The login of a request, as the routes about logging in use it. Used while a request is answered. */
public interface BrowserLogin {

    /** How the client of the request was authenticated. */
    enum Means {
        /** The server requires no login. */
        NONE,

        /** The secret of a user. */
        SECRET,

        /** The cookie of a console session. */
        COOKIE,

        /** The certificate of the client. */
        CERTIFICATE
    }

    /** Returns how the client was authenticated. */
    Means means();

    /**
     * Begins a console session of the user of the request, and returns the field {@code Set-Cookie} with its cookie; empty if there are as
     * many console sessions as there can be.
     */
    Optional<String> beginSession();

    /** Ends the console session that the request presents, if any, and returns the field {@code Set-Cookie} that deletes its cookie. */
    String endSession();
}
