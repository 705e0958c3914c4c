package dev.latchkey.server.talk;

/** The stages of a connection, in order. */
enum Stage {
    /** Requests are accepted and answered. */
    TALKING,

    /** The client sends nothing more; requests that have arrived are still accepted and answered. */
    FINISHING,

    /** No further request is accepted; replies that are due are still written. */
    DRAINING,

    /** Every reply has been written or dropped. */
    OVER
}
