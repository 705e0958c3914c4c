package dev.latchkey.wire.verbs;

/** When a request runs if earlier requests of its connection are unanswered. Replies leave in request order either way. */
public enum Timing {
    /** As soon as it is read: its effect and its reply do not depend on the store. */
    ON_ARRIVAL,

    /** After the earlier requests of its connection have taken effect. */
    IN_ORDER
}
