package dev.latchkey.sim.store;

import dev.latchkey.sim.world.FaultKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * The faults of the server's store and of its process, with their bounds. Enabled kinds are chosen at random together with
 * those of {@code ProcessFaults}.
 *
 * @param durable whether the store is on disk; none of the faults can be enabled for a store in memory
 * @param downMillisMax the maximum downtime of a server that died
 * @param kills whether the process is killed: between steps, in the middle of a step, and before its replies are sent
 * @param powerLosses whether the machine loses power, at the same points
 * @param fullMillisMax how long the disk stays full at most; 0: it is never full
 * @param slowMillisMax how long the disk stays slow at most; 0: it is never slow
 * @param failedFsyncs whether fsyncs fail
 */
public record StoreFaults(
        boolean durable,
        int downMillisMax,
        boolean kills,
        boolean powerLosses,
        int fullMillisMax,
        int slowMillisMax,
        boolean failedFsyncs) {

    /** A store in memory. */
    public static final StoreFaults MEMORY = new StoreFaults(false, 0, false, false, 0, 0, false);

    /** A store on disk, without faults. */
    public static final StoreFaults DURABLE = new StoreFaults(true, 0, false, false, 0, 0, false);

    public StoreFaults withDeaths(int downMillis) {
        return new StoreFaults(true, downMillis, true, true, fullMillisMax, slowMillisMax, failedFsyncs);
    }

    public StoreFaults withFullDisk(int millisMax) {
        return new StoreFaults(true, downMillisMax, kills, powerLosses, millisMax, slowMillisMax, failedFsyncs);
    }

    public StoreFaults withSlowDisk(int millisMax) {
        return new StoreFaults(true, downMillisMax, kills, powerLosses, fullMillisMax, millisMax, failedFsyncs);
    }

    public StoreFaults withFailedFsyncs(int downMillis) {
        return new StoreFaults(true, downMillis, kills, powerLosses, fullMillisMax, slowMillisMax, true);
    }

    /** The kinds of fault that are enabled. */
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
        if (failedFsyncs) {
            kinds.add(FaultKind.FORCE_FAILED);
        }
        return kinds;
    }
}
