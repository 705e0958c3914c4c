package dev.latchkey.sim.cluster;

import dev.latchkey.cluster.replica.NodeRole;
import dev.latchkey.cluster.replica.Replica;
import dev.latchkey.cluster.replica.Replicator;
import dev.latchkey.cluster.replica.ReplicatorFigures;
import dev.latchkey.cluster.replica.ReplicatorStatus;
import dev.latchkey.cluster.replica.Voters;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.SeededChance;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A replicated log in virtual time, one run of the process of one node: the algorithm of D. Ongaro and J. Ousterhout, "In Search of an
 * Understandable Consensus Algorithm", 2014, with snapshots. A leader never steps down by itself, so one that is isolated remains a
 * leader for as long as the partition lasts, and entries may be applied long after they were committed. Proposals can be lost, and can reach
 * the log twice or late, also in a later term than that of the proposal.
 */
final class SimulatedRaft implements Replicator {

    private static final long ELECTION_MICROS_MIN = 250_000;
    private static final int ELECTION_MILLIS_MAX = 600;
    private static final long HEARTBEAT_NANOS = 50_000_000L;
    private static final int BATCH_MAX = 20;
    private static final int ENTRY_BYTES_MAX = 3 << 20;
    private static final int PROPOSAL_LOST_PER_MILLE = 6;
    private static final int PROPOSAL_TWICE_PER_MILLE = 12;
    private static final int PROPOSAL_LATE_PER_MILLE = 12;
    private static final int PROPOSAL_MILLIS_MAX = 2_500;

    private final NodeRun run;
    private final String self;
    private final SimulatedCluster cluster;
    private final RaftDisk disk;
    private final Voters voters;
    private final SeededChance chance;
    private @Nullable RaftApplier applier;
    private NodeRole role = NodeRole.FOLLOWER;
    private @Nullable String leader;
    private long committed;
    private boolean ready;
    private final Set<String> votes = new HashSet<>();
    private final Map<String, Long> next = new HashMap<>();
    private final Map<String, Long> match = new HashMap<>();

    /** Cancels the timers that were set before. */
    private long timers;

    SimulatedRaft(NodeRun run, SimulatedCluster cluster, RaftDisk disk, Voters voters, SeededChance chance) {
        this.run = run;
        this.self = run.name();
        this.cluster = cluster;
        this.disk = disk;
        this.voters = voters;
        this.chance = chance;
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public int entryBytesMax() {
        return ENTRY_BYTES_MAX;
    }

    @Override
    public void start(Replica applies) {
        applier = new RaftApplier(run, cluster, disk, chance, applies, this::applied);
        RaftDisk.Snapshot snapshot = disk.snapshot;
        if (snapshot != null) {
            committed = snapshot.index();
            applier.install(snapshot);
        }
        waitForLeader();
    }

    private RaftApplier applier() {
        return Objects.requireNonNull(applier, "the log was not started");
    }

    /** An entry was applied. The first one of its own term makes a leader ready. */
    private void applied(RaftDisk.Entry entry) {
        if (!ready && role == NodeRole.LEADER && entry.term() == disk.term) {
            ready = true;
            changed();
        }
    }

    @Override
    public ReplicatorStatus status() {
        return new ReplicatorStatus(disk.term, role, Optional.ofNullable(leader), ready, committed, voters);
    }

    @Override
    public ReplicatorFigures figures() {
        RaftDisk.Snapshot snapshot = disk.snapshot;
        return new ReplicatorFigures(disk.firstIndex(), disk.lastIndex(), snapshot == null ? 0 : snapshot.index());
    }

    @Override
    public void close() {
        run.end();
    }

    @Override
    public void propose(byte[] entry) {
        if (role != NodeRole.LEADER) {
            return;
        }
        if (!cluster.breaksProposals()) {
            append(entry);
        } else if (chance.happens(PROPOSAL_LOST_PER_MILLE)) {
            cluster.tally().add(FaultKind.PROPOSAL_LOST);
        } else if (chance.happens(PROPOSAL_LATE_PER_MILLE)) {
            cluster.tally().add(FaultKind.PROPOSAL_LATE);
            appendLater(entry);
        } else {
            append(entry);
            if (chance.happens(PROPOSAL_TWICE_PER_MILLE)) {
                cluster.tally().add(FaultKind.PROPOSAL_TWICE);
                appendLater(entry);
            }
        }
    }

    /** Appends in whatever term this node is the leader by then. */
    private void appendLater(byte[] entry) {
        run.schedule(chance.nanosOfAnySize(PROPOSAL_MILLIS_MAX), () -> append(entry));
    }

    private void append(byte[] entry) {
        if (role == NodeRole.LEADER) {
            disk.append(new RaftDisk.Entry(disk.term, entry));
            replicate();
        }
    }

    private void changed() {
        applier().changed();
    }

    private void waitForLeader() {
        long timer = ++timers;
        run.schedule(chance.nanosUpTo(ELECTION_MICROS_MIN, ELECTION_MILLIS_MAX), () -> {
            if (timer == timers) {
                stand();
            }
        });
    }

    private void stand() {
        disk.term++;
        disk.votedFor = self;
        role = NodeRole.CANDIDATE;
        leader = null;
        votes.clear();
        votes.add(self);
        changed();
        waitForLeader();
        sendToOthers(new RaftMessage.AskVote(disk.term, disk.lastIndex(), disk.lastTerm()));
        leadIfElected();
    }

    private void leadIfElected() {
        if (role != NodeRole.CANDIDATE || !voters.isMajority(votes)) {
            return;
        }
        role = NodeRole.LEADER;
        leader = self;
        ready = false;
        timers++;
        match.clear();
        for (String other : voters.all()) {
            next.put(other, disk.lastIndex() + 1);
        }
        disk.append(new RaftDisk.Entry(disk.term, null));
        cluster.elected(self, disk.term);
        changed();
        beat();
    }

    private void beat() {
        long timer = ++timers;
        replicate();
        run.schedule(HEARTBEAT_NANOS, () -> {
            if (timer == timers && role == NodeRole.LEADER) {
                beat();
            }
        });
    }

    private void sendToOthers(RaftMessage message) {
        voters.all().stream().filter(other -> !other.equals(self)).forEach(other -> send(other, message));
    }

    private void send(String to, RaftMessage message) {
        cluster.sendRaft(self, to, message);
    }

    private void replicate() {
        for (String other : voters.all()) {
            if (!other.equals(self)) {
                replicateTo(other);
            }
        }
        match.put(self, disk.lastIndex());
        commit();
    }

    private void replicateTo(String other) {
        long from = next.getOrDefault(other, disk.lastIndex() + 1);
        if (from < disk.firstIndex()) {
            send(other, new RaftMessage.Install(disk.term, Objects.requireNonNull(disk.snapshot)));
        } else {
            send(
                    other,
                    new RaftMessage.Append(
                            disk.term, from - 1, disk.termOf(from - 1), disk.from(from, BATCH_MAX), committed));
        }
    }

    /** Advances to the greatest index of this term that a majority has. */
    private void commit() {
        for (long index = disk.lastIndex(); index > committed && disk.termOf(index) == disk.term; index--) {
            Set<String> having = new HashSet<>();
            for (Map.Entry<String, Long> other : match.entrySet()) {
                if (other.getValue() >= index) {
                    having.add(other.getKey());
                }
            }
            if (voters.isMajority(having)) {
                committed = index;
                replicate(); // why: the others apply it when they have the new commit index
                applier().committed(committed);
                return;
            }
        }
    }

    /** A message of another node has arrived. */
    void received(String from, RaftMessage message) {
        if (applier == null) {
            return;
        }
        if (message.term() > disk.term) {
            disk.term = message.term();
            disk.votedFor = null;
            follow(null);
        }
        if (message instanceof RaftMessage.AskVote ask) {
            vote(from, ask);
        } else if (message instanceof RaftMessage.Vote vote) {
            if (vote.term() == disk.term && vote.granted()) {
                votes.add(from);
                leadIfElected();
            }
        } else if (message instanceof RaftMessage.Append append) {
            append(from, append);
        } else if (message instanceof RaftMessage.Appended appended) {
            appended(from, appended);
        } else if (message instanceof RaftMessage.Install install) {
            install(from, install);
        }
    }

    private void follow(@Nullable String of) {
        boolean same = role == NodeRole.FOLLOWER && Objects.equals(leader, of);
        boolean led = role == NodeRole.LEADER;
        role = NodeRole.FOLLOWER;
        leader = of;
        ready = false;
        if (of != null || led) {
            waitForLeader();
        }
        if (!same) {
            changed();
        }
    }

    private void vote(String candidate, RaftMessage.AskVote ask) {
        boolean upToDate = ask.lastTerm() > disk.lastTerm()
                || (ask.lastTerm() == disk.lastTerm() && ask.lastIndex() >= disk.lastIndex());
        boolean granted = ask.term() == disk.term
                && upToDate
                && role == NodeRole.FOLLOWER
                && (disk.votedFor == null || disk.votedFor.equals(candidate));
        if (granted) {
            disk.votedFor = candidate;
            waitForLeader();
        }
        send(candidate, new RaftMessage.Vote(disk.term, granted));
    }

    private void append(String from, RaftMessage.Append append) {
        if (append.term() < disk.term) {
            send(from, new RaftMessage.Appended(disk.term, false, 0));
            return;
        }
        follow(from);
        long previous = append.previousIndex();
        if (previous > disk.lastIndex()
                || (disk.hasTermOf(previous) && disk.termOf(previous) != append.previousTerm())) {
            send(from, new RaftMessage.Appended(disk.term, false, Math.min(previous - 1, disk.lastIndex())));
            return;
        }
        long index = previous;
        for (RaftDisk.Entry entry : append.entries()) {
            index++;
            if (index < disk.firstIndex()) {
                continue;
            }
            if (index <= disk.lastIndex() && disk.termOf(index) != entry.term()) {
                if (index <= committed) {
                    throw new AssertionError(self + " loses the committed entry " + index);
                }
                disk.truncate(index);
            }
            if (index > disk.lastIndex()) {
                disk.append(entry);
            }
        }
        committed = Math.max(committed, Math.min(append.committed(), index));
        send(from, new RaftMessage.Appended(disk.term, true, index));
        applier().committed(committed);
    }

    private void appended(String from, RaftMessage.Appended appended) {
        if (role != NodeRole.LEADER || appended.term() != disk.term) {
            return;
        }
        if (appended.accepted()) {
            match.merge(from, appended.index(), Math::max);
            next.put(from, Math.max(next.getOrDefault(from, 1L), appended.index() + 1));
            commit();
            if (disk.lastIndex() >= next.getOrDefault(from, 1L)) {
                replicateTo(from);
            }
        } else if (match.getOrDefault(from, 0L) < appended.index() + 1) {
            next.put(from, Math.max(1, appended.index() + 1));
            replicateTo(from);
        }
    }

    private void install(String from, RaftMessage.Install install) {
        if (install.term() < disk.term) {
            return;
        }
        follow(from);
        RaftDisk.Snapshot snapshot = install.snapshot();
        if (snapshot.index() > committed) {
            disk.install(snapshot);
            cluster.tally().add(FaultKind.SNAPSHOT_INSTALLED);
            committed = snapshot.index();
            applier().install(snapshot);
        }
        send(from, new RaftMessage.Appended(disk.term, true, snapshot.index()));
    }

    boolean isLeader() {
        return role == NodeRole.LEADER;
    }
}
