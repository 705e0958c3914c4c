package dev.latchkey.cluster.replica;

/**
 * The replicated log of one node.
 *
 * @param firstIndex the first index that the log contains
 * @param lastIndex the last index that the log contains
 * @param snapshotIndex the index of the newest snapshot; 0 if there is none
 */
public record ReplicatorFigures(long firstIndex, long lastIndex, long snapshotIndex) {}
