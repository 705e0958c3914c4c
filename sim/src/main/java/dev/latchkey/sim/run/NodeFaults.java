package dev.latchkey.sim.run;

import dev.latchkey.sim.cluster.ClusterNode;
import dev.latchkey.sim.cluster.SimulatedCluster;
import dev.latchkey.sim.load.World;
import dev.latchkey.sim.net.VirtualServer;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.SeededChance;
import java.util.Optional;
import java.util.Set;

/** The faults of the nodes of a cluster. */
final class NodeFaults {

    private static final int SHARE = 3;

    /** Undoes a fault later. */
    interface Undoing {
        void undoLater(int millisMax, Runnable undoing);
    }

    private final World world;
    private final SimulatedCluster cluster;
    private final SeededChance chance;
    private final Undoing undoing;

    NodeFaults(World world, SimulatedCluster cluster, SeededChance chance, Undoing undoing) {
        this.world = world;
        this.cluster = cluster;
        this.chance = chance;
        this.undoing = undoing;
    }

    /** Partitions a leader from the other nodes. Its clients still reach it. */
    void isolateLeader(int millisMax) {
        cluster.leader().ifPresent(leader -> {
            world.tally.add(FaultKind.LEADER_ISOLATED);
            part(leader, true, true, millisMax);
        });
    }

    /** Partitions a node from the others, in one direction or both. */
    void part(int millisMax) {
        ClusterNode node = cluster.nodes().get(chance.nextInt(cluster.nodes().size()));
        switch (chance.nextInt(SHARE)) {
            case 0 -> {
                world.tally.add(FaultKind.PEER_PARTITION);
                part(node, true, true, millisMax);
            }
            case 1 -> {
                world.tally.add(FaultKind.PEER_ONE_WAY);
                part(node, true, false, millisMax);
            }
            default -> {
                world.tally.add(FaultKind.PEER_ONE_WAY);
                part(node, false, true, millisMax);
            }
        }
    }

    private void part(ClusterNode node, boolean outgoing, boolean incoming, int millisMax) {
        world.say(node.name(), "is partitioned from the other nodes");
        cluster.part(Set.of(node), outgoing, incoming);
        undoing.undoLater(millisMax, () -> {
            world.say("cluster", "the partition ends");
            cluster.rejoin();
        });
    }

    /** Kills a node: half of the time the leader. */
    void kill(int millisMax) {
        Optional<VirtualServer> leader = world.servers.stream()
                .filter(server -> server.node().isLeader())
                .findFirst();
        VirtualServer victim = chance.nextBoolean() && leader.isPresent()
                ? leader.get()
                : world.servers.get(chance.nextInt(world.servers.size()));
        if (!victim.isDown()) {
            world.tally.add(victim.node().isLeader() ? FaultKind.LEADER_KILL : FaultKind.NODE_KILL);
            victim.killNode();
            undoing.undoLater(millisMax, victim::startNode);
        }
    }
}
