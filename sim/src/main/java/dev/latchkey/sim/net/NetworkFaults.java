package dev.latchkey.sim.net;

import dev.latchkey.sim.world.FaultKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the network does to bytes, in numbers. "Per mille" is of the chunks that a side writes at once, if nothing else is said.
 *
 * @param ways how long chunks are on their way
 * @param cuts how many are lost with their connection
 * @param silentPerMille how many make their connection fall silent: in one direction or in both, and nobody is told
 * @param slowReaderPerMille of the connections, how many have a client that reads slowly
 */
public record NetworkFaults(Ways ways, Cuts cuts, int silentPerMille, int slowReaderPerMille) {

    /** Everything arrives, within a millisecond. */
    public static final NetworkFaults NONE = new NetworkFaults(new Ways(1, 0, 0, 0), new Cuts(0, 0, 0, 0, 0), 0, 0);

    /**
     * How chunks travel.
     *
     * @param millisMax the longest way, usually
     * @param longPerMille how many take longer
     * @param longMillisMax and how long those take at most
     * @param splitPerMille how many arrive in pieces
     */
    public record Ways(int millisMax, int longPerMille, int longMillisMax, int splitPerMille) {}

    /**
     * How connections end with chunks on their way.
     *
     * @param beforePerMille how many of a client's are lost
     * @param amidPerMille of how many, a client's or the server's, only a part arrives
     * @param afterPerMille how many of the server's, replies that is, are lost
     * @param latePerMille how many of a client's that were lost reach the server after all, once
     * @param lateMillisMax and how long after
     */
    public record Cuts(int beforePerMille, int amidPerMille, int afterPerMille, int latePerMille, int lateMillisMax) {}

    public NetworkFaults withDelays(int millisMax) {
        return with(new Ways(millisMax, ways.longPerMille, ways.longMillisMax, ways.splitPerMille));
    }

    public NetworkFaults withLongDelays(int perMille, int millisMax) {
        return with(new Ways(ways.millisMax, perMille, millisMax, ways.splitPerMille));
    }

    public NetworkFaults withSplits(int perMille) {
        return with(new Ways(ways.millisMax, ways.longPerMille, ways.longMillisMax, perMille));
    }

    public NetworkFaults withCuts(int beforePerMille, int amidPerMille, int afterPerMille) {
        return with(new Cuts(beforePerMille, amidPerMille, afterPerMille, cuts.latePerMille, cuts.lateMillisMax));
    }

    public NetworkFaults withLateArrivals(int perMille, int millisMax) {
        return with(new Cuts(cuts.beforePerMille, cuts.amidPerMille, cuts.afterPerMille, perMille, millisMax));
    }

    public NetworkFaults withSilence(int perMille) {
        return new NetworkFaults(ways, cuts, perMille, slowReaderPerMille);
    }

    public NetworkFaults withSlowReaders(int perMille) {
        return new NetworkFaults(ways, cuts, silentPerMille, perMille);
    }

    private NetworkFaults with(Ways other) {
        return new NetworkFaults(other, cuts, silentPerMille, slowReaderPerMille);
    }

    private NetworkFaults with(Cuts other) {
        return new NetworkFaults(ways, other, silentPerMille, slowReaderPerMille);
    }

    /** The kinds of fault that are ordered here. */
    public Set<FaultKind> ordered() {
        EnumSet<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        addIf(ways.longPerMille, kinds, FaultKind.LONG_DELAY, FaultKind.OVERTAKING);
        addIf(ways.splitPerMille, kinds, FaultKind.SPLIT);
        addIf(cuts.beforePerMille, kinds, FaultKind.CUT_BEFORE);
        addIf(cuts.amidPerMille, kinds, FaultKind.CUT_AMID);
        addIf(cuts.afterPerMille, kinds, FaultKind.CUT_AFTER);
        addIf(cuts.latePerMille, kinds, FaultKind.LATE_WRITE);
        addIf(silentPerMille, kinds, FaultKind.SILENT_ONE_WAY, FaultKind.HALF_OPEN);
        addIf(slowReaderPerMille, kinds, FaultKind.SLOW_READER);
        return kinds;
    }

    private static void addIf(int perMille, Set<FaultKind> kinds, FaultKind... ordered) {
        if (perMille > 0) {
            kinds.addAll(Set.of(ordered));
        }
    }
}
