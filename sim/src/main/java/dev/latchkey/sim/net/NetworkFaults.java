package dev.latchkey.sim.net;

import dev.latchkey.sim.world.FaultKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * The faults of the network and their rates. Unless noted otherwise, "per mille" refers to chunks: the bytes that one side
 * writes in one call.
 *
 * @param ways how long chunks take to arrive
 * @param cuts how many chunks are lost together with their connection
 * @param silentPerMille how many chunks make their connection silent, in one direction or both, with neither side notified
 * @param slowReaderPerMille how many connections, per mille, have a client that reads slowly
 * @param lateReplies how many replies are late, and by how much
 * @param path the capacity and the length of the path
 */
public record NetworkFaults(
        Ways ways, Cuts cuts, int silentPerMille, int slowReaderPerMille, LateReplies lateReplies, Path path) {

    /** Everything arrives within a millisecond. */
    public static final NetworkFaults NONE = new NetworkFaults(
            new Ways(1, 0, 0, 0), new Cuts(0, 0, 0, 0, 0), 0, 0, new LateReplies(0, 0, 0), new Path(0, 0));

    /**
     * How chunks travel.
     *
     * @param millisMax the maximum delay, unless the chunk is a long one
     * @param longPerMille how many chunks take longer
     * @param longMillisMax the maximum delay of those
     * @param splitPerMille how many chunks arrive in pieces
     */
    public record Ways(int millisMax, int longPerMille, int longMillisMax, int splitPerMille) {}

    /**
     * How connections end while chunks are in transit.
     *
     * @param beforePerMille how many chunks from a client are lost
     * @param duringPerMille how many chunks, in either direction, arrive only in part
     * @param afterPerMille how many chunks from the server, that is replies, are lost
     * @param latePerMille how many of the lost chunks from a client reach the server after all, once
     * @param lateMillisMax how long after the cut they arrive at most
     */
    public record Cuts(
            int beforePerMille, int duringPerMille, int afterPerMille, int latePerMille, int lateMillisMax) {}

    /**
     * Replies that are late. Within a connection they delay the replies after them.
     *
     * @param perMille how many replies are late
     * @param millisMin the minimum delay of those
     * @param millisMax the maximum delay of those
     */
    public record LateReplies(int perMille, int millisMin, int millisMax) {}

    /**
     * The path between a client and the server.
     *
     * @param bytesPerSecond how many bytes each direction of a connection carries per second; 0: no limit
     * @param wayMillis how long each chunk takes at least, in one direction
     */
    public record Path(int bytesPerSecond, int wayMillis) {}

    public NetworkFaults withDelays(int millisMax) {
        return with(new Ways(millisMax, ways.longPerMille, ways.longMillisMax, ways.splitPerMille));
    }

    public NetworkFaults withLongDelays(int perMille, int millisMax) {
        return with(new Ways(ways.millisMax, perMille, millisMax, ways.splitPerMille));
    }

    public NetworkFaults withSplits(int perMille) {
        return with(new Ways(ways.millisMax, ways.longPerMille, ways.longMillisMax, perMille));
    }

    public NetworkFaults withCuts(int beforePerMille, int duringPerMille, int afterPerMille) {
        return with(new Cuts(beforePerMille, duringPerMille, afterPerMille, cuts.latePerMille, cuts.lateMillisMax));
    }

    public NetworkFaults withLateArrivals(int perMille, int millisMax) {
        return with(new Cuts(cuts.beforePerMille, cuts.duringPerMille, cuts.afterPerMille, perMille, millisMax));
    }

    public NetworkFaults withSilence(int perMille) {
        return new NetworkFaults(ways, cuts, perMille, slowReaderPerMille, lateReplies, path);
    }

    public NetworkFaults withSlowReaders(int perMille) {
        return new NetworkFaults(ways, cuts, silentPerMille, perMille, lateReplies, path);
    }

    public NetworkFaults withLateReplies(int perMille, int millisMin, int millisMax) {
        LateReplies late = new LateReplies(perMille, millisMin, millisMax);
        return new NetworkFaults(ways, cuts, silentPerMille, slowReaderPerMille, late, path);
    }

    public NetworkFaults withPath(int bytesPerSecond, int wayMillis) {
        Path other = new Path(bytesPerSecond, wayMillis);
        return new NetworkFaults(ways, cuts, silentPerMille, slowReaderPerMille, lateReplies, other);
    }

    private NetworkFaults with(Ways other) {
        return new NetworkFaults(other, cuts, silentPerMille, slowReaderPerMille, lateReplies, path);
    }

    private NetworkFaults with(Cuts other) {
        return new NetworkFaults(ways, other, silentPerMille, slowReaderPerMille, lateReplies, path);
    }

    /** The kinds of fault that these rates enable. */
    public Set<FaultKind> ordered() {
        EnumSet<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        addIf(ways.longPerMille, kinds, FaultKind.LONG_DELAY, FaultKind.OVERTAKING);
        addIf(lateReplies.perMille, kinds, FaultKind.LONG_DELAY, FaultKind.OVERTAKING);
        addIf(ways.splitPerMille, kinds, FaultKind.SPLIT);
        addIf(cuts.beforePerMille, kinds, FaultKind.CUT_BEFORE);
        addIf(cuts.duringPerMille, kinds, FaultKind.CUT_AMID);
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
