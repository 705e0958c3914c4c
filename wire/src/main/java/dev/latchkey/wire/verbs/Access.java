package dev.latchkey.wire.verbs;

/** Who may run a command, from least to most privileged. */
public enum Access {
    /** Any client, even one that has not authenticated. */
    BEFORE_LOGIN,

    /** Authenticated clients; every client of a server without a password is one. */
    LOGGED_IN,

    /** Administrators. A server has one password, so every authenticated client is one. */
    ADMIN
}
