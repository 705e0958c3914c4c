package dev.latchkey.http.guard;

import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.ProblemType;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.access.LoginThrottle;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Authenticates requests as AUTH does: with the password of the server, which a request presents as a bearer token or, with the user {@code
 * default}, in the Basic scheme. A certificate of the client, where the server requires one, is checked before the connection exists.
 */
public final class Login {

    private static final String BASIC = "basic ";
    private static final String BEARER = "bearer ";
    private static final String CHALLENGE = "Basic realm=\"latchkey\", charset=\"UTF-8\", Bearer realm=\"latchkey\"";

    private final Credentials credentials;

    public Login(Credentials credentials) {
        this.credentials = credentials;
    }

    /** Returns whether requests must present a password. */
    public boolean isRequired() {
        return credentials.isRequired();
    }

    /**
     * Checks the password that a request presents.
     *
     * @param passwords limits how often the client may try one
     * @throws ProblemException if a password is required and the request does not present it
     */
    void check(HttpHeaders headers, LoginThrottle.Gate passwords) {
        if (!isRequired()) {
            return;
        }
        List<String> given = headers.getAll(HttpHeaderNames.AUTHORIZATION);
        if (given.isEmpty()) {
            throw refusal("present the password in the Authorization field: as a bearer token, or as that of the user"
                    + " default in the Basic scheme");
        }
        if (!passwords.mayTry()) {
            throw new ProblemException(Problem.passing(
                    ProblemType.LIMIT, "too many failed logins from this address: repeat the request later"));
        }
        if (given.size() > 1 || !isAdmitted(given.get(0))) {
            passwords.failed();
            throw refusal("the password or the user is wrong");
        }
    }

    private boolean isAdmitted(String authorization) {
        String scheme = authorization.toLowerCase(Locale.ROOT);
        if (scheme.startsWith(BEARER)) {
            return credentials.admits(latin1(authorization.substring(BEARER.length())));
        }
        return scheme.startsWith(BASIC) && isBasicAdmitted(authorization.substring(BASIC.length()));
    }

    private boolean isBasicAdmitted(String encoded) {
        byte[] pair;
        try {
            pair = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            return false;
        }
        String text = new String(pair, StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':');
        return colon >= 0 && credentials.admits(latin1(text.substring(0, colon)), latin1(text.substring(colon + 1)));
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ProblemException refusal(String detail) {
        return new ProblemException(
                Problem.notDone(ProblemType.UNAUTHENTICATED, detail).withHeader("WWW-Authenticate", CHALLENGE));
    }
}
