package dev.latchkey.cluster.replica;

/** The role of a node in its current term. */
public enum NodeRole {
    LEADER,
    FOLLOWER,
    CANDIDATE
}
