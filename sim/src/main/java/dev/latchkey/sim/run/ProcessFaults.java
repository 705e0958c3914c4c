package dev.latchkey.sim.run;

import dev.latchkey.sim.world.FaultKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * What happens to processes and to whole parts of the network, in numbers. At every moment drawn, one of the kinds that have a
 * length is drawn.
 *
 * @param everyMillisMax the longest time from one to the next; 0: never
 * @param partitionMillisMax how long a partition lasts at most; 0: there is none
 * @param pauseMillisMax how long a client stands still at most; 0: none does
 * @param serverPauseMillisMax how long the server stands still at most; 0: it does not
 * @param restartMillisMax how long the server is gone at most before it starts empty; 0: it stays
 * @param deathsMax how many clients die at most; each is followed by another
 */
public record ProcessFaults(
        int everyMillisMax,
        int partitionMillisMax,
        int pauseMillisMax,
        int serverPauseMillisMax,
        int restartMillisMax,
        int deathsMax) {

    /** All processes live and run. */
    public static final ProcessFaults NONE = new ProcessFaults(0, 0, 0, 0, 0, 0);

    /** The kinds of fault that are ordered here. */
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
