package dev.latchkey.sim.world;

import java.util.Locale;

/** The kinds of fault that a run can inject. Each occurrence is counted. */
public enum FaultKind {
    /** A connection was cut before the server had read what the client sent last. */
    CUT_BEFORE,
    /** A connection was cut after part of a request or of a reply had arrived. */
    CUT_AMID,
    /** A connection was cut after the server had executed a request and before the client received the reply. */
    CUT_AFTER,
    /** Bytes of a connection that its client had given up arrived at the server and wrote something. */
    LATE_WRITE,
    /** Bytes arrived after a delay that was orders of magnitude longer than usual. */
    LONG_DELAY,
    /** A request was executed before one that was sent earlier, on another connection. */
    OVERTAKING,
    /** Bytes arrived in pieces. */
    SPLIT,
    /** A connection delivered nothing more in one direction, and neither side was notified. */
    SILENT_ONE_WAY,
    /** A connection delivered nothing more in either direction, and neither side was notified. */
    HALF_OPEN,
    /** The replies to a slow reader reached the output limit, and later dropped below it again. */
    SLOW_READER,
    /** A partition in both directions held something up. */
    PARTITION,
    /** A partition in one direction held something up. */
    PARTITION_ONE_WAY,
    /** A client was paused while something was due in it. */
    CLIENT_PAUSE,
    /** The server was paused while something was due in it. */
    SERVER_PAUSE,
    /** The server was restarted empty. */
    RESTART,
    /** A client died, regardless of what it had in flight. */
    CLIENT_DEATH,
    /** A client died while it held a lock. */
    HOLDER_DEATH,
    /** The server's process was killed; what it had written stayed in the page cache. */
    SERVER_KILL,
    /** The server's machine lost power, and its disk lost some of what was not fsynced. */
    POWER_LOSS,
    /** The server died in the middle of a disk operation. */
    DEATH_AMID_STEP,
    /** The server died after a write was durable and before the reply was sent. */
    DEATH_BEFORE_REPLY,
    /** The server died during startup. */
    DEATH_AMID_START,
    /** Recovery found a write that had taken effect but whose reply was never sent. */
    UNTOLD_WRITE,
    /** Recovery loaded a snapshot. */
    SNAPSHOT_LOADED,
    /** Recovery truncated a torn tail of the log. */
    TORN_TAIL,
    /** A write was refused because the disk was full. */
    DISK_FULL,
    /** An fsync failed, and the server's process exited. */
    FORCE_FAILED,
    /** A disk operation took longer than it ever does on a healthy disk. */
    SLOW_DISK,
    /** A message between nodes was lost. */
    PEER_MESSAGE_LOST,
    /** A message between nodes arrived twice, the second time possibly late. */
    PEER_MESSAGE_TWICE,
    /** A proposal did not reach the log. */
    PROPOSAL_LOST,
    /** A proposal reached the log twice. */
    PROPOSAL_TWICE,
    /** A proposal reached the log late. */
    PROPOSAL_LATE,
    /** An entry of the log did not count: a copy of another one, or one of a leader that was not the leader any more. */
    ENTRY_REJECTED,
    /** A node applied an entry long after it was committed. */
    LATE_APPLY,
    /** The leader was partitioned from all other nodes, while clients could reach it. */
    LEADER_ISOLATED,
    /** Nodes were partitioned from each other. */
    PEER_PARTITION,
    /** A node could not send to another one, but receive from it. */
    PEER_ONE_WAY,
    /** A node was killed. */
    NODE_KILL,
    /** The leader was killed. */
    LEADER_KILL,
    /** Another leader was elected. */
    LEADER_CHANGE,
    /** A node that lacked entries received a snapshot. */
    SNAPSHOT_INSTALLED,
    /** A node reported that the outcome of a command is unknown. */
    OUTCOME_LOST,
    /** A node refused a command because there was no leader. */
    REFUSED_WITHOUT_LEADER;

    /** The name as it appears in reports. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
