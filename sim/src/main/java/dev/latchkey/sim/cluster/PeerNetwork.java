package dev.latchkey.sim.cluster;

import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.FaultTally;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.VirtualLoop;
import java.util.HashSet;
import java.util.Set;

/** The network between nodes. Messages arrive in any order; some are lost, some arrive twice, and some very late. */
final class PeerNetwork {

    private static final long WAY_MICROS_MIN = 30;
    private static final int WAY_MILLIS_MAX = 2;
    private static final int LATE_MILLIS_MAX = 3_000;
    private static final int LOST_PER_MILLE = 8;
    private static final int TWICE_PER_MILLE = 15;

    /** The direction from one node to another. */
    private record Way(String from, String to) {}

    private final VirtualLoop loop;
    private final SeededChance chance;
    private final FaultTally tally;
    private final Set<Way> blocked = new HashSet<>();
    private boolean faulty;

    PeerNetwork(VirtualLoop loop, SeededChance chance, FaultTally tally, boolean faulty) {
        this.loop = loop;
        this.chance = chance;
        this.tally = tally;
        this.faulty = faulty;
    }

    /** Nothing gets from {@code from} to {@code to} until {@link #unblock}. */
    void block(String from, String to) {
        blocked.add(new Way(from, to));
    }

    void unblock(String from, String to) {
        blocked.remove(new Way(from, to));
    }

    /** Heals all partitions, and loses and repeats no more messages. */
    void heal() {
        blocked.clear();
        faulty = false;
    }

    /** Sends a message, whose arrival is {@code arrive}. */
    void send(String from, String to, Runnable arrive) {
        if (faulty && chance.happens(LOST_PER_MILLE)) {
            tally.add(FaultKind.PEER_MESSAGE_LOST);
            return;
        }
        deliver(from, to, chance.nanosUpTo(WAY_MICROS_MIN, WAY_MILLIS_MAX), arrive);
        if (faulty && chance.happens(TWICE_PER_MILLE)) {
            tally.add(FaultKind.PEER_MESSAGE_TWICE);
            deliver(from, to, chance.nanosOfAnySize(LATE_MILLIS_MAX), arrive);
        }
    }

    private void deliver(String from, String to, long delayNanos, Runnable arrive) {
        Way way = new Way(from, to);
        if (!blocked.contains(way)) {
            loop.schedule(delayNanos, () -> {
                if (!blocked.contains(way)) {
                    arrive.run();
                }
            });
        }
    }
}
