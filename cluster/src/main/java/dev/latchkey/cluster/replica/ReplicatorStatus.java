package dev.latchkey.cluster.replica;

import java.util.Optional;

/**
 * The state of the replicated log as one node sees it at one point in time. All fields belong to the same point in time.
 *
 * @param term the current term. A node increases it, durably, before it grants a vote in the new term. So if a majority of the voters
 *     report a term of at most T, no node was the leader of a later term when the first of them did
 * @param role the role of this node in that term
 * @param leader the id of the leader of that term; empty while it is unknown
 * @param ready whether this node is the leader and has applied an entry of its own term, and so every entry that was committed before
 *     that term. A leader that is not ready must not answer anything from its state
 * @param committed the index up to which entries are known to be committed
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
