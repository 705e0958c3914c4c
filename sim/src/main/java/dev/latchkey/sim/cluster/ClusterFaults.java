package dev.latchkey.sim.cluster;

import dev.latchkey.sim.world.FaultKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * The nodes of a cluster and their faults, with their bounds.
 *
 * @param nodes the number of nodes; 0: the server is not a cluster
 * @param messages whether messages between nodes are lost, late and duplicated
 * @param proposals whether proposals are lost, late and duplicated
 * @param isolatedMillisMax the maximum duration of a partition between nodes; 0: no partitions
 * @param downMillisMax the maximum downtime of a node that was killed; 0: nodes are not killed
 * @param pauseMillisMax the maximum pause of a node; 0: nodes are not paused
 */
public record ClusterFaults(
        int nodes, boolean messages, boolean proposals, int isolatedMillisMax, int downMillisMax, int pauseMillisMax) {

    /** The server is not a cluster. */
    public static final ClusterFaults NONE = new ClusterFaults(0, false, false, 0, 0, 0);

    /** Whether the server is a cluster. */
    public boolean isCluster() {
        return nodes > 0;
    }

    /** The kinds of fault that are enabled. */
    public Set<FaultKind> ordered() {
        EnumSet<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        if (messages) {
            kinds.addAll(Set.of(FaultKind.PEER_MESSAGE_LOST, FaultKind.PEER_MESSAGE_TWICE, FaultKind.LATE_APPLY));
        }
        if (proposals) {
            kinds.addAll(Set.of(FaultKind.PROPOSAL_LOST, FaultKind.PROPOSAL_TWICE, FaultKind.PROPOSAL_LATE));
            kinds.add(FaultKind.ENTRY_REJECTED);
        }
        if (isolatedMillisMax > 0) {
            kinds.addAll(Set.of(FaultKind.LEADER_ISOLATED, FaultKind.PEER_PARTITION, FaultKind.PEER_ONE_WAY));
            kinds.addAll(Set.of(FaultKind.OUTCOME_LOST, FaultKind.REFUSED_WITHOUT_LEADER, FaultKind.LEADER_CHANGE));
        }
        if (downMillisMax > 0) {
            kinds.addAll(Set.of(FaultKind.NODE_KILL, FaultKind.LEADER_KILL, FaultKind.SNAPSHOT_INSTALLED));
        }
        if (pauseMillisMax > 0) {
            kinds.add(FaultKind.SERVER_PAUSE);
        }
        return kinds;
    }
}
