package dev.latchkey.sim.run;

import dev.latchkey.sim.world.FaultKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * The faults of processes and the partitions, with their bounds. At random intervals, one of the enabled kinds is chosen.
 *
 * @param everyMillisMax the maximum interval between two faults; 0: no faults
 * @param partitionMillisMax the maximum duration of a partition; 0: no partitions
 * @param pauseMillisMax the maximum pause of a client; 0: clients are not paused
 * @param serverPauseMillisMax the maximum pause of the server; 0: it is not paused
 * @param restartMillisMax the maximum downtime before the server restarts empty; 0: it is not restarted
 * @param deathsMax the maximum number of clients that die; each is replaced by a new one
 */
public record ProcessFaults(
        int everyMillisMax,
        int partitionMillisMax,
        int pauseMillisMax,
        int serverPauseMillisMax,
        int restartMillisMax,
        int deathsMax) {

    /** No process is paused, restarted or killed. */
    public static final ProcessFaults NONE = new ProcessFaults(0, 0, 0, 0, 0, 0);

    /** The kinds of fault that these bounds enable. */
    Set<FaultKind> ordered() {
        EnumSet<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        if (partitionMillisMax > 0) {
            kinds.addAll(Set.of(FaultKind.PARTITION, FaultKind.PARTITION_ONE_WAY));
        }
        addIf(pauseMillisMax, kinds, FaultKind.CLIENT_PAUSE);
        addIf(serverPauseMillisMax, kinds, FaultKind.SERVER_PAUSE);
        addIf(restartMillisMax, kinds, FaultKind.RESTART);
        addIf(deathsMax, kinds, FaultKind.CLIENT_DEATH);
        return kinds;
    }

    private static void addIf(int bound, Set<FaultKind> kinds, FaultKind ordered) {
        if (bound > 0) {
            kinds.add(ordered);
        }
    }
}
