package dev.latchkey.sim;

import java.util.Locale;

/** What can go wrong in a run; each time it does is counted. */
public enum FaultKind {
    /** A connection was cut before the server had read what the client sent last. */
    CUT_BEFORE,
    /** A connection was cut when a part of a request, or of a reply, had arrived. */
    CUT_AMID,
    /** A connection was cut after the server had executed a request, and before the client had the reply. */
    CUT_AFTER,
    /** Bytes of a connection that its client had given up arrived at the server, and wrote something. */
    LATE_WRITE,
    /** Bytes arrived after a delay of another order of magnitude. */
    LONG_DELAY,
    /** A request was executed before one that was sent earlier, on another connection. */
    OVERTAKING,
    /** Bytes arrived in pieces. */
    SPLIT,
    /** A connection passed nothing on any more, in one direction, and nobody was told. */
    SILENT_ONE_WAY,
    /** The same in both directions: each side sees a peer that says nothing. */
    HALF_OPEN,
    /** The server had no room for the replies to a slow reader, and had some again later. */
    SLOW_READER,
    /** Something had to wait for a partition in both directions to end. */
    PARTITION,
    /** Something had to wait for a partition in one direction to end. */
    PARTITION_ONE_WAY,
    /** A client stood still, and something waited for it. */
    CLIENT_PAUSE,
    /** The server stood still, and something waited for it. */
    SERVER_PAUSE,
    /** The server was started again, empty. */
    RESTART,
    /** A client died, whatever it had under way. */
    CLIENT_DEATH,
    /** A client died holding a lock. */
    HOLDER_DEATH;

    /** As people read it. */
    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
