package dev.latchkey.sim.store;

import dev.latchkey.sim.world.FaultKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * What happens to the server's store and to the process that has it, in numbers. Kinds that are ordered are drawn as those of
 * {@code ProcessFaults}.
 *
 * @param durable whether the store is on a disk at all; nothing else can be ordered if it is in memory
 * @param downMillisMax how long a server that died is gone at most
 * @param kills whether its process is killed: between its steps, in the middle of them, and before its replies leave
 * @param powerLosses whether its machine loses power, at the same moments
 * @param fullMillisMax how long the disk is full at most; 0: it never is
 * @param slowMillisMax how long the disk is slow at most; 0: it never is
 * @param failedForces whether forces fail
 */
public record StoreFaults(
        boolean durable,
        int downMillisMax,
        boolean kills,
        boolean powerLosses,
        int fullMillisMax,
        int slowMillisMax,
        boolean failedForces) {

    /** A store in memory. */
    public static final StoreFaults MEMORY = new StoreFaults(false, 0, false, false, 0, 0, false);

    /** A store on a disk, and nothing goes wrong. */
    public static final StoreFaults DURABLE = new StoreFaults(true, 0, false, false, 0, 0, false);

    public StoreFaults withDeaths(int downMillis) {
        return new StoreFaults(true, downMillis, true, true, fullMillisMax, slowMillisMax, failedForces);
    }

    public StoreFaults withFullDisk(int millisMax) {
        return new StoreFaults(true, downMillisMax, kills, powerLosses, millisMax, slowMillisMax, failedForces);
    }

    public StoreFaults withSlowDisk(int millisMax) {
        return new StoreFaults(true, downMillisMax, kills, powerLosses, fullMillisMax, millisMax, failedForces);
    }

    public StoreFaults withFailedForces(int downMillis) {
        return new StoreFaults(true, downMillis, kills, powerLosses, fullMillisMax, slowMillisMax, true);
    }

    /** The kinds of fault that are ordered here. */
    public Set<FaultKind> ordered() {
        EnumSet<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        if (kills) {
            kinds.addAll(Set.of(FaultKind.SERVER_KILL, FaultKind.DEATH_AMID_STEP, FaultKind.DEATH_BEFORE_REPLY));
            kinds.addAll(Set.of(FaultKind.DEATH_AMID_START, FaultKind.UNTOLD_WRITE, FaultKind.SNAPSHOT_LOADED));
        }
        if (powerLosses) {
            kinds.addAll(Set.of(FaultKind.POWER_LOSS, FaultKind.TORN_TAIL));
        }
        if (fullMillisMax > 0) {
            kinds.add(FaultKind.DISK_FULL);
        }
        if (slowMillisMax > 0) {
            kinds.add(FaultKind.SLOW_DISK);
        }
        if (failedForces) {
            kinds.add(FaultKind.FORCE_FAILED);
        }
        return kinds;
    }
}
