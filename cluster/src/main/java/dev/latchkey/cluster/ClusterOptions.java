package dev.latchkey.cluster;

import dev.latchkey.cluster.lead.LeaderTimes;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.state.HeapLayout;
import java.time.Duration;

/**
 * The options of a node.
 *
 * @param limits the limits of the store, if this node begins it
 * @param memoryBytesMax the memory limit of the store, if this node begins it
 * @param layout the heap of this process
 * @param queuedBytesMax a write is refused if the commands that wait on this node would exceed this size
 * @param groupBytesMax the maximum size of the commands that a node forwards to the leader at the same time
 * @param times the timeouts of a leader
 * @param askAgain a node requests an index from the leader again if it has received no reply for this long
 * @param unsettledMax the outcome of writes that were forwarded is reported as unknown after this long
 * @param waitMax a command that was not forwarded after this long, because no leader is known, is refused
 */
public record ClusterOptions(
        StateLimits limits,
        long memoryBytesMax,
        HeapLayout layout,
        long queuedBytesMax,
        int groupBytesMax,
        LeaderTimes times,
        Duration askAgain,
        Duration unsettledMax,
        Duration waitMax) {

    private static final int GROUP_BYTES = 1 << 20;
    private static final Duration PROPOSAL = Duration.ofSeconds(3);
    private static final Duration ROUND = Duration.ofMillis(500);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final Duration UNSETTLED_MAX = Duration.ofSeconds(10);
    private static final Duration WAIT_MAX = Duration.ofSeconds(5);

    /** Options with the standard timeouts. */
    public static ClusterOptions of(StateLimits limits, long memoryBytesMax, HeapLayout layout, long queuedBytesMax) {
        return new ClusterOptions(
                limits,
                memoryBytesMax,
                layout,
                queuedBytesMax,
                GROUP_BYTES,
                new LeaderTimes(PROPOSAL, ROUND),
                ASK_AGAIN,
                UNSETTLED_MAX,
                WAIT_MAX);
    }

    /** Returns these options with other timeouts. */
    public ClusterOptions with(LeaderTimes leader, Duration ask, Duration unsettled, Duration wait) {
        return new ClusterOptions(
                limits, memoryBytesMax, layout, queuedBytesMax, groupBytesMax, leader, ask, unsettled, wait);
    }
}
