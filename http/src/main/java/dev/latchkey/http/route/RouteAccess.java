package dev.latchkey.http.route;

/** Who may call a route. */
public enum RouteAccess {
    /** Every client, even if a password is required: for probes. */
    OPEN,

    /** Clients that are authenticated, if a password is required. The commands of the route need the permissions that they need over RESP. */
    LOGGED_IN,

    /** Users with the permission {@code admin}. */
    ADMIN
}
