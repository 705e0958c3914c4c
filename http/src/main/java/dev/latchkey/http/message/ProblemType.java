package dev.latchkey.http.message;

import java.util.Locale;

/** The kinds of problems. Their names are promises to users: a program distinguishes problems by them. */
public enum ProblemType {
    BAD_REQUEST(400, "The request is invalid"),
    UNAUTHENTICATED(401, "Authentication required"),
    CROSS_SITE(403, "Refused because another website sent the request"),
    PERMISSION(403, "The user does not have the permission"),
    NOT_FOUND(404, "No such resource"),
    NO_KEY(404, "The key does not exist"),
    NO_SESSION(404, "The session does not exist or has ended"),
    METHOD_NOT_ALLOWED(405, "The resource does not support the method"),
    TIMEOUT(408, "The request did not arrive in time"),
    NOT_REACHED(409, "The store has not reached the revision"),
    OWNER_SESSION(409, "The session that is to own the key does not exist or has ended"),
    VERSIONS_USED_UP(409, "The key has reached the maximum version"),
    VERSION(412, "The key has another version"),
    TOO_LARGE(413, "The request body is too large"),
    TARGET_TOO_LONG(414, "The request target is too long"),
    MEDIA_TYPE(415, "The request body must be JSON"),
    EXPECTATION(417, "The expectation is not supported"),
    MISDIRECTED(421, "The server is not responsible for the host"),
    VERSION_REQUIRED(428, "A write must name the version that it replaces"),
    LIMIT(429, "A limit is reached"),
    HEADERS_TOO_LARGE(431, "The header fields are too large"),
    INTERNAL_ERROR(500, "Internal error"),
    OUTCOME_UNKNOWN(500, "The outcome of the request is unknown"),
    NOT_IMPLEMENTED(501, "Not implemented"),
    STARTING(503, "The server is not ready"),
    HTTP_VERSION(505, "The HTTP version is not supported"),
    NO_SPACE(507, "The memory limit is reached, or the disk is full");

    /** The URI of a type is this and its name. */
    private static final String PREFIX = "urn:latchkey:problem:";

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** Returns the status code of the response. */
    public int status() {
        return status;
    }

    /** Returns a phrase that summarizes every problem of this type. */
    public String title() {
        return title;
    }

    /** Returns the URI that identifies the type. */
    public String uri() {
        return PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
