package dev.latchkey.cluster.replica;

/**
 * The replicated log of one node: entries that a leader proposes become committed, and every node applies the committed entries in one
 * order. Each node has one, and gives it a {@link Replica} that applies.
 *
 * <p>What a caller may conclude: an entry that was applied on any node will be applied on every node, at the same index and with the same
 * term, and survives the loss of any minority of the disks. About an entry that was proposed and not applied yet, nothing is known,
 * whatever failure was reported, until this node has applied an entry of a later term: terms never decrease from one index to the next,
 * so an entry that names the term of its proposer, and counts only in that term, can then no longer count. The log may contain a
 * proposal more than once, or in a later term than that of its proposal; {@link Replica#apply} must reject those copies.
 *
 * <p>{@link #status} is for any thread. The other methods are for one thread.
 */
public interface Replicator extends AutoCloseable {

    /** The id of this node. */
    String self();

    /** The longest entry that can be proposed, in bytes. */
    int entryBytesMax();

    /**
     * Starts to apply entries, from the first one that {@code replica} does not have. Returns before they are applied. Call this once.
     */
    void start(Replica replica);

    /** The present status. Does not block. */
    ReplicatorStatus status();

    /**
     * Proposes an entry if this node is the leader; otherwise does nothing. Blocks at most until the entry is appended to the log of this
     * node. The order of two proposals in the log is not defined unless the first was applied before the second was proposed.
     *
     * @param entry at most {@link #entryBytesMax} bytes; not modified afterwards by either side
     */
    void propose(byte[] entry);

    /** The state of the log, for operators. Does not block. */
    ReplicatorFigures figures();

    /** Stops applying and leaves the cluster to the other nodes. Idempotent: closing again does nothing. */
    @Override
    void close();
}
