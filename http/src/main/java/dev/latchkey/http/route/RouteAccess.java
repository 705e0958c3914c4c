package dev.latchkey.http.route;

/** Who may call a route. */
public enum RouteAccess {
    /** Every client, even if a password is required: for probes. */
    OPEN,

    /** Clients that are authenticated, if a password is required. */
    LOGGED_IN
}
