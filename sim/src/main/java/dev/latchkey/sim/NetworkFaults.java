package dev.latchkey.sim;

import java.util.EnumSet;
import java.util.Set;

/**
 * What the network does to bytes, in numbers. "Per mille" is of the chunks that a side writes at once, if nothing else is said.
 *
 * @param delayMillisMax the longest way of a chunk, usually
 * @param longDelayPerMille how many take longer
 * @param longDelayMillisMax and how long those take at most
 * @param splitPerMille how many arrive in pieces
 * @param cutBeforePerMille how many of a client's are lost with their connection
 * @param cutAmidPerMille of how many, a client's or the server's, only a part arrives before the connection ends
 * @param cutAfterPerMille how many of the server's, replies that is, are lost with their connection
 * @param latePerMille how many of a client's that were lost reach the server after all, once
 * @param lateMillisMax and how long after
 * @param silentPerMille how many make their connection fall silent: in one direction or in both, and nobody is told
 * @param slowReaderPerMille of the connections, how many have a client that reads slowly
 */
public record NetworkFaults(
        int delayMillisMax,
        int longDelayPerMille,
        int longDelayMillisMax,
        int splitPerMille,
        int cutBeforePerMille,
        int cutAmidPerMille,
        int cutAfterPerMille,
        int latePerMille,
        int lateMillisMax,
        int silentPerMille,
        int slowReaderPerMille) {

    /** Everything arrives, within a millisecond. */
    public static final NetworkFaults NONE = new NetworkFaults(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public NetworkFaults withDelays(int millisMax) {
        return new NetworkFaults(
                millisMax,
                longDelayPerMille,
                longDelayMillisMax,
                splitPerMille,
                cutBeforePerMille,
                cutAmidPerMille,
                cutAfterPerMille,
                latePerMille,
                lateMillisMax,
                silentPerMille,
                slowReaderPerMille);
    }

    public NetworkFaults withLongDelays(int perMille, int millisMax) {
        return new NetworkFaults(
                delayMillisMax,
                perMille,
                millisMax,
                splitPerMille,
                cutBeforePerMille,
                cutAmidPerMille,
                cutAfterPerMille,
                latePerMille,
                lateMillisMax,
                silentPerMille,
                slowReaderPerMille);
    }

    public NetworkFaults withSplits(int perMille) {
        return new NetworkFaults(
                delayMillisMax,
                longDelayPerMille,
                longDelayMillisMax,
                perMille,
                cutBeforePerMille,
                cutAmidPerMille,
                cutAfterPerMille,
                latePerMille,
                lateMillisMax,
                silentPerMille,
                slowReaderPerMille);
    }

    public NetworkFaults withCuts(int beforePerMille, int amidPerMille, int afterPerMille) {
        return new NetworkFaults(
                delayMillisMax,
                longDelayPerMille,
                longDelayMillisMax,
                splitPerMille,
                beforePerMille,
                amidPerMille,
                afterPerMille,
                latePerMille,
                lateMillisMax,
                silentPerMille,
                slowReaderPerMille);
    }

    public NetworkFaults withLateArrivals(int perMille, int millisMax) {
        return new NetworkFaults(
                delayMillisMax,
                longDelayPerMille,
                longDelayMillisMax,
                splitPerMille,
                cutBeforePerMille,
                cutAmidPerMille,
                cutAfterPerMille,
                perMille,
                millisMax,
                silentPerMille,
                slowReaderPerMille);
    }

    public NetworkFaults withSilence(int perMille) {
        return new NetworkFaults(
                delayMillisMax,
                longDelayPerMille,
                longDelayMillisMax,
                splitPerMille,
                cutBeforePerMille,
                cutAmidPerMille,
                cutAfterPerMille,
                latePerMille,
                lateMillisMax,
                perMille,
                slowReaderPerMille);
    }

    public NetworkFaults withSlowReaders(int perMille) {
        return new NetworkFaults(
                delayMillisMax,
                longDelayPerMille,
                longDelayMillisMax,
                splitPerMille,
                cutBeforePerMille,
                cutAmidPerMille,
                cutAfterPerMille,
                latePerMille,
                lateMillisMax,
                silentPerMille,
                perMille);
    }

    /** The kinds of fault that are ordered here. */
    Set<FaultKind> ordered() {
        EnumSet<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        addIf(longDelayPerMille, kinds, FaultKind.LONG_DELAY, FaultKind.OVERTAKING);
        addIf(splitPerMille, kinds, FaultKind.SPLIT);
        addIf(cutBeforePerMille, kinds, FaultKind.CUT_BEFORE);
        addIf(cutAmidPerMille, kinds, FaultKind.CUT_AMID);
        addIf(cutAfterPerMille, kinds, FaultKind.CUT_AFTER);
        addIf(latePerMille, kinds, FaultKind.LATE_WRITE);
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
