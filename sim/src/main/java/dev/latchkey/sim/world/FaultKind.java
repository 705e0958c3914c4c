package dev.latchkey.sim.world;

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
    HOLDER_DEATH,
    /** The server's process was killed; what it had written stayed in the page cache. */
    SERVER_KILL,
    /** The server's machine lost power, and its disk some of what was not forced. */
    POWER_LOSS,
    /** The server died in the middle of what it did to its disk. */
    DEATH_AMID_STEP,
    /** The server died when a write was durable, and before anybody was told. */
    DEATH_BEFORE_REPLY,
    /** The server died in the middle of a start. */
    DEATH_AMID_START,
    /** A start found a write done that nobody had been told of. */
    UNTOLD_WRITE,
    /** A start began with a snapshot. */
    SNAPSHOT_LOADED,
    /** A start cut a torn tail from the log. */
    TORN_TAIL,
    /** A write was refused because the disk was full. */
    DISK_FULL,
    /** A force failed, and the server's process ended. */
    FORCE_FAILED,
    /** The disk took as long for a step as it never does when it is well. */
    SLOW_DISK;

    /** As people read it. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
