package dev.latchkey.cluster.replica;

import java.util.Optional;

/**
 * What a node knows about the replicated log at one point in time. All fields belong to the same point in time.
 *
 * @param term the current term. A node increases it, durably, before it grants a vote in the new term. So if a majority of the voters
 *     say that their term is at most T, no node had become the leader of a later term when the first of them said so
 * @param role the role of this node in that term
 * @param leader the id of the leader of that term; empty while this node does not know it
 * @param ready whether this node is the leader and has applied an entry of its own term, and so every entry that was committed before
 *     that term. A leader that is not ready must not answer anything from its state
 * @param committed the index up to which this node knows entries to be committed
 * @param voters the members
 */
public record ReplicatorStatus(
        long term, NodeRole role, Optional<String> leader, boolean ready, long committed, Voters voters) {

    /** Returns whether this node is the leader. */
    public boolean isLeader() {
        return role == NodeRole.LEADER;
    }

    /** Returns whether this node is the leader of {@code other}, and ready. */
    public boolean isReadyIn(long other) {
        return isLeader() && ready && term == other;
    }
}
