package dev.latchkey.cluster;

import dev.latchkey.cluster.bytes.ClusterEntry;
import dev.latchkey.cluster.bytes.EntryCodec;
import dev.latchkey.cluster.replica.NodeRole;
import dev.latchkey.cluster.replica.Replica;
import dev.latchkey.cluster.replica.Replicator;
import dev.latchkey.cluster.replica.ReplicatorFigures;
import dev.latchkey.cluster.replica.ReplicatorStatus;
import dev.latchkey.cluster.replica.Voters;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The replicated log of one node of three, which a test drives. */
public final class ManualReplicator implements Replicator {

    private static final Voters VOTERS = Voters.of(Set.of("a", "b", "c"));

    /** The entries that were proposed and not applied yet. */
    public final List<byte[]> proposed = new ArrayList<>();

    private final String self;
    private ReplicatorStatus status = new ReplicatorStatus(0, NodeRole.FOLLOWER, Optional.empty(), false, 0, VOTERS);
    private @Nullable Replica replica;
    private long index;
    private int entryBytesMax = 3 << 20;
    private int readsUntilChange;
    private Runnable pendingChange = () -> {};

    public ManualReplicator(String self) {
        this.self = self;
    }

    /** From now on this node is the leader of {@code term}. */
    public void lead(long term, boolean ready) {
        become(new ReplicatorStatus(term, NodeRole.LEADER, Optional.of(self), ready, index, VOTERS));
    }

    /** From now on this node follows {@code leader}, or no node if that is empty. */
    public void follow(long term, String leader) {
        Optional<String> known = leader.isEmpty() ? Optional.empty() : Optional.of(leader);
        become(new ReplicatorStatus(term, NodeRole.FOLLOWER, known, false, index, VOTERS));
    }

    private void become(ReplicatorStatus next) {
        status = next;
        if (replica != null) {
            replica.statusChanged();
        }
    }

    /** Replaces the status without telling the engine, as if the news were still on its way. */
    public void secretly(long term, NodeRole role) {
        status = new ReplicatorStatus(term, role, Optional.empty(), false, index, VOTERS);
    }

    /** Runs {@code change} before the status is read for the given time from now on, counted from 1. */
    public void beforeNextStatus(int reads, Runnable change) {
        readsUntilChange = reads;
        pendingChange = change;
    }

    /** Sets the index up to which entries are known to be committed. */
    public void commit(long committed) {
        status = new ReplicatorStatus(status.term(), status.role(), status.leader(), status.ready(), committed, VOTERS);
    }

    public void limitEntries(int bytesMax) {
        entryBytesMax = bytesMax;
    }

    /** The node applies the oldest entry that was proposed, which the log has in its term. */
    public ClusterEntry applyNext(long term) {
        byte[] bytes = proposed.remove(0);
        apply(term, bytes);
        return EntryCodec.decode(bytes);
    }

    /** The node applies an entry. */
    public void apply(long term, byte[] bytes) {
        index++;
        commit(Math.max(index, status.committed()));
        replica().apply(index, term, bytes);
    }

    /** The node applies an entry of the log itself. */
    public void pass(long term) {
        index++;
        commit(Math.max(index, status.committed()));
        replica().pass(index, term);
    }

    public Replica replica() {
        return Objects.requireNonNull(replica, "start it first");
    }

    public long index() {
        return index;
    }

    /** Continues after a snapshot. */
    public void skipTo(long next) {
        index = next;
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public int entryBytesMax() {
        return entryBytesMax;
    }

    @Override
    public void start(Replica applies) {
        replica = applies;
    }

    @Override
    public ReplicatorStatus status() {
        if (readsUntilChange > 0 && --readsUntilChange == 0) {
            pendingChange.run();
        }
        return status;
    }

    @Override
    public void propose(byte[] entry) {
        proposed.add(entry);
    }

    @Override
    public ReplicatorFigures figures() {
        return new ReplicatorFigures(1, index, 0);
    }

    @Override
    public void close() {
        // Nothing runs.
    }
}
