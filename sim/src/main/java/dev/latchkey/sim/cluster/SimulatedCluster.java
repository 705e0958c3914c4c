package dev.latchkey.sim.cluster;

import dev.latchkey.cluster.ClusterOptions;
import dev.latchkey.cluster.apply.StateDigest;
import dev.latchkey.cluster.lead.LeaderTimes;
import dev.latchkey.cluster.replica.Voters;
import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import dev.latchkey.core.state.HeapLayout;
import dev.latchkey.sim.store.SessionLedger;
import dev.latchkey.sim.store.SubmittedCommand;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.FaultTally;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.VirtualLoop;
import dev.latchkey.sim.world.VirtualProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A cluster in virtual time: nodes, the network between them, and what all of them have done. */
public final class SimulatedCluster {

    private static final StateLimits LIMITS = new StateLimits(1_000_000, 64, Version.MAX);
    private static final long BYTES_MAX = 64L << 20;

    /** Nodes are compared at every index that is a multiple of this. */
    private static final int COMPARED_EVERY = 12;

    private static final ClusterOptions OPTIONS = ClusterOptions.of(LIMITS, BYTES_MAX, HeapLayout.STANDARD, 16 << 20)
            .with(
                    new LeaderTimes(Duration.ofMillis(700), Duration.ofMillis(150)),
                    Duration.ofMillis(300),
                    Duration.ofMillis(1_200),
                    Duration.ofMillis(1_000));

    /** Receives what happens on a node. */
    public interface Listener {

        /** The request of the command that is being submitted; null if unknown. */
        SubmittedCommand.@Nullable Origin origin();

        /** A command is about to be answered. */
        void answered(SubmittedCommand.@Nullable Origin origin);
    }

    /** Receives each command that was executed, when the first node executes it. */
    public interface Execution {

        /**
         * The first node executes a command, for the first time.
         *
         * @param origin the request that the command came from; null for the end of a session
         */
        void executed(SubmittedCommand.@Nullable Origin origin, Command command, Reply reply);
    }

    private final VirtualLoop loop;
    private final FaultTally tally;
    private final SeededChance chance;
    private final ClusterFaults faults;
    private final PeerNetwork network;
    private final ClusterShadow shadow = new ClusterShadow();
    private final Map<String, ClusterNode> nodes = new LinkedHashMap<>();
    private final Map<Command, SubmittedCommand.Origin> origins = new HashMap<>();
    private final Set<String> names = new TreeSet<>();
    private Execution execution = (origin, command, reply) -> {};
    private boolean breaking = true;
    private String lastLeader = "";

    public SimulatedCluster(VirtualLoop loop, SeededChance chance, FaultTally tally, ClusterFaults faults) {
        this.loop = loop;
        this.tally = tally;
        this.chance = chance;
        this.faults = faults;
        this.network = new PeerNetwork(loop, chance.of("peers"), tally, faults.messages());
        for (int i = 1; i <= faults.nodes(); i++) {
            names.add("n" + i);
        }
    }

    /** The names of the nodes, which the caller adds. */
    public Set<String> names() {
        return names;
    }

    /** Adds a node that runs in {@code process}. */
    public ClusterNode add(VirtualProcess process, Listener listener) {
        ClusterNode node = new ClusterNode(this, process, chance.of(process.name()), listener);
        nodes.put(process.name(), node);
        return node;
    }

    /** Calls {@code next} with each command that is executed from now on. */
    public void onExecuted(Execution next) {
        execution = next;
    }

    /** What the commands of the cluster did. */
    public SessionLedger ledger() {
        return shadow.ledger;
    }

    /** The id of the store; empty before it has begun. */
    public Optional<StoreId> storeId() {
        return shadow.storeId();
    }

    /** Reads the events of the commands that any node has executed. */
    public Reply events(HistoryRead.Changes page) {
        return shadow.read(page);
    }

    /** The nodes, in order of their names. */
    public List<ClusterNode> nodes() {
        return List.copyOf(nodes.values());
    }

    /** A node that leads, according to itself; possibly of a term that is over. */
    public Optional<ClusterNode> leader() {
        return nodes.values().stream().filter(ClusterNode::isLeader).findFirst();
    }

    /** Partitions the nodes in {@code some} from the others, until {@link #rejoin}. */
    public void part(Set<ClusterNode> some, boolean outgoing, boolean incoming) {
        for (ClusterNode node : some) {
            for (ClusterNode other : nodes.values()) {
                if (!some.contains(other)) {
                    if (outgoing) {
                        network.block(node.name(), other.name());
                    }
                    if (incoming) {
                        network.block(other.name(), node.name());
                    }
                }
            }
        }
    }

    /** Ends all partitions between nodes. */
    public void rejoin() {
        for (String from : names) {
            names.forEach(to -> network.unblock(from, to));
        }
    }

    /** Injects no more faults of messages and proposals. */
    public void heal() {
        breaking = false;
        network.heal();
    }

    /** Checks that all nodes have executed the whole log and are equal. Call this when all are up and nothing is under way. */
    public void finish() {
        String expected = shadow.digest();
        for (ClusterNode node : nodes.values()) {
            StateDigest digest = node.digest();
            if (digest.index() != shadow.lastIndex()) {
                throw new AssertionError(node.name() + " is at entry " + digest.index() + ", but the log has "
                        + shadow.lastIndex() + " although faults have stopped");
            }
            if (!digest.sha256().equals(expected)) {
                throw new AssertionError(node.name() + " has another state than the entries of the log give");
            }
        }
    }

    /** Ends all nodes. */
    public void end() {
        nodes.values().forEach(ClusterNode::end);
    }

    ClusterOptions options() {
        return OPTIONS;
    }

    Voters voters() {
        return Voters.of(names);
    }

    FaultTally tally() {
        return tally;
    }

    boolean breaksProposals() {
        return breaking && faults.proposals();
    }

    boolean breaksMessages() {
        return breaking && faults.messages();
    }

    void elected(String node, long term) {
        if (!lastLeader.isEmpty() && !lastLeader.equals(node)) {
            tally.add(FaultKind.LEADER_CHANGE);
        }
        lastLeader = node;
    }

    void sendRaft(String from, String to, RaftMessage message) {
        network.send(from, to, () -> arrive(to, node -> node.received(from, message)));
    }

    void sendMessage(String from, String to, byte[] message) {
        network.send(from, to, () -> arrive(to, node -> node.received(from, message)));
    }

    private void arrive(String to, Consumer<ClusterNode> arrival) {
        ClusterNode node = nodes.get(to);
        if (node != null && !node.isDown()) {
            arrival.accept(node);
        }
    }

    void submitted(Command command, SubmittedCommand.@Nullable Origin origin) {
        if (origin != null && command.isWrite()) {
            origins.put(command, origin);
        }
    }

    void acknowledged(String node, Command command, Reply reply) {
        shadow.acknowledged(node, command, reply);
    }

    /** A node is about to apply an entry. */
    void applying(String node, long index, long term, byte @Nullable [] entry) {
        long rejected = shadow.rejected();
        List<ClusterShadow.Done> all = shadow.apply(node, index, term, entry);
        if (shadow.rejected() > rejected) {
            tally.add(FaultKind.ENTRY_REJECTED);
        }
        for (ClusterShadow.Done done : all) {
            execution.executed(origins.get(done.command()), done.command(), done.reply());
        }
        if (isCompared(index) && shadow.lastIndex() == index) {
            shadow.digest();
        }
    }

    boolean isCompared(long index) {
        return index % COMPARED_EVERY == 0 || shadow.digestAt(index).isPresent();
    }

    void compare(String node, StateDigest digest) {
        shadow.digestAt(digest.index()).ifPresent(expected -> {
            if (!expected.equals(digest.sha256())) {
                throw new AssertionError(node + " has another state after entry " + digest.index() + " at "
                        + loop.elapsed() + " than the entries of the log give");
            }
        });
    }
}
