package dev.latchkey.cluster.replica;

import dev.latchkey.core.bytes.StateSource;

/**
 * The state of a node, to which a {@link Replicator} applies the committed entries. All methods but {@link #statusChanged} are called by
 * one thread, the apply thread, and may block as long as applying takes. An exception that one of them throws means that this node can no
 * longer agree with the others: the process must exit.
 */
public interface Replica {

    /**
     * An entry was committed. Called once for each index, in order; after a restart, from the index after the newest snapshot onward.
     *
     * @param index greater than that of every call before
     * @param term the term of the entry in the log, at least that of every call before; not necessarily the one in which it was proposed
     */
    void apply(long index, long term, byte[] entry);

    /** As {@link #apply}, for an entry of the replicator itself, such as the first one of a leader. */
    void pass(long index, long term);

    /** Opens a snapshot of the state after the last entry that was applied. The caller reads it on any thread, and closes it. */
    ReplicaSnapshot openSnapshot();

    /**
     * Replaces the state by one that {@link #openSnapshot} of another node, or of an earlier run of this one, has returned.
     *
     * @param index the index of the last entry that the snapshot contains
     * @param term the term of that entry
     */
    void install(long index, long term, StateSource snapshot);

    /** {@link Replicator#status} has changed: role, term, leader, readiness or members. For any thread; must not block. */
    void statusChanged();
}
