package dev.latchkey.sim.cluster;

import dev.latchkey.cluster.ReplicatedEngine;
import dev.latchkey.cluster.apply.StateDigest;
import dev.latchkey.cluster.replica.PeerLink;
import dev.latchkey.cluster.replica.Replica;
import dev.latchkey.cluster.replica.ReplicaSnapshot;
import dev.latchkey.cluster.replica.Replicator;
import dev.latchkey.cluster.replica.ReplicatorFigures;
import dev.latchkey.cluster.replica.ReplicatorStatus;
import dev.latchkey.core.bytes.StateSource;
import dev.latchkey.engine.Engine;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.VirtualProcess;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A node of a simulated cluster: its disk, and one run of its process after another. */
public final class ClusterNode {

    private static final long TICK_NANOS = ReplicatedEngine.TICK_MILLIS * 1_000_000L;

    private final SimulatedCluster cluster;
    private final VirtualProcess process;
    private final SeededChance chance;
    private final RaftDisk disk = new RaftDisk();
    private final SimulatedCluster.Listener listener;
    private @Nullable NodeRun run;
    private @Nullable SimulatedRaft raft;
    private @Nullable ReplicatedEngine engine;
    private PeerLink.@Nullable Receiver receiver;

    ClusterNode(
            SimulatedCluster cluster, VirtualProcess process, SeededChance chance, SimulatedCluster.Listener listener) {
        this.cluster = cluster;
        this.process = process;
        this.chance = chance;
        this.listener = listener;
    }

    public String name() {
        return process.name();
    }

    /** Starts the process, on the disk as its last run left it. */
    public Engine start() {
        NodeRun next = new NodeRun(process);
        SimulatedRaft log = new SimulatedRaft(next, cluster, disk, cluster.voters(), chance.of("raft"));
        ReplicatedEngine started = new ReplicatedEngine(
                new Observed(log), new Link(), next, process, chance, cluster.options(), reason -> {
                    throw new AssertionError(name() + " has failed", reason);
                });
        run = next;
        raft = log;
        engine = started;
        started.start();
        tickLater(next, started);
        return new ClusterStore(started, next, cluster, listener);
    }

    private void tickLater(NodeRun of, ReplicatedEngine ticking) {
        of.schedule(TICK_NANOS, () -> {
            ticking.tick();
            tickLater(of, ticking);
        });
    }

    /** The digest of what the current run has executed. */
    StateDigest digest() {
        return Objects.requireNonNull(engine).digest();
    }

    /** Ends the run of the process, whatever it is doing. */
    public void end() {
        Objects.requireNonNull(run).end();
    }

    public boolean isDown() {
        return run == null || run.isOver();
    }

    public boolean isLeader() {
        return raft != null && !isDown() && raft.isLeader();
    }

    /** A message of the replicated log has arrived. */
    void received(String from, RaftMessage message) {
        NodeRun now = Objects.requireNonNull(run);
        SimulatedRaft log = Objects.requireNonNull(raft);
        now.runNow(() -> log.received(from, message));
    }

    /** A message of the engine of another node has arrived. */
    void received(String from, byte[] message) {
        NodeRun now = Objects.requireNonNull(run);
        PeerLink.Receiver to = receiver;
        if (to != null) {
            now.runNow(() -> to.received(from, message));
        }
    }

    private final class Link implements PeerLink {

        @Override
        public void start(Receiver receives) {
            receiver = receives;
        }

        @Override
        public void send(String to, byte[] message) {
            cluster.sendMessage(name(), to, message);
        }
    }

    /** The replicated log, with every entry that it applies compared with the other nodes. */
    private final class Observed implements Replicator {

        private final SimulatedRaft real;

        Observed(SimulatedRaft real) {
            this.real = real;
        }

        @Override
        public String self() {
            return real.self();
        }

        @Override
        public int entryBytesMax() {
            return real.entryBytesMax();
        }

        @Override
        public void start(Replica replica) {
            real.start(new Compared(replica));
        }

        @Override
        public ReplicatorStatus status() {
            return real.status();
        }

        @Override
        public void propose(byte[] entry) {
            real.propose(entry);
        }

        @Override
        public ReplicatorFigures figures() {
            return real.figures();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    private final class Compared implements Replica {

        private final Replica real;

        Compared(Replica real) {
            this.real = real;
        }

        @Override
        public void apply(long index, long term, byte[] entry) {
            cluster.applying(name(), index, term, entry);
            real.apply(index, term, entry);
            compare(index);
        }

        @Override
        public void pass(long index, long term) {
            cluster.applying(name(), index, term, null);
            real.pass(index, term);
            compare(index);
        }

        private void compare(long index) {
            if (cluster.isCompared(index)) {
                cluster.compare(name(), StateDigest.of(real.openSnapshot()));
            }
        }

        @Override
        public ReplicaSnapshot openSnapshot() {
            return real.openSnapshot();
        }

        @Override
        public void install(long index, long term, StateSource snapshot) {
            real.install(index, term, snapshot);
            compare(index);
        }

        @Override
        public void statusChanged() {
            real.statusChanged();
        }
    }
}
