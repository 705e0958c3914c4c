package dev.latchkey.sim.net;

import dev.latchkey.client.link.Transport;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.FaultTally;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.Trace;
import dev.latchkey.sim.world.VirtualLoop;
import dev.latchkey.sim.world.VirtualProcess;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The network between clients and the server: carries bytes over connections, late, in pieces, in part or not at all, as the draw
 * has it. Within one connection what arrives arrives in order, as TCP has it; between connections nothing is promised.
 */
public final class VirtualNetwork {

    private static final long WAY_MICROS_MIN = 20;

    /** If the faults do not say how late: 2 s. */
    private static final long LATENESS_NANOS = 2_000_000_000L;

    final VirtualLoop loop;
    final Trace trace;
    final FaultTally tally;
    private final SeededChance delays;
    private final SeededChance draws;
    private final ChunkFates fates;

    private final Set<VirtualConnection> connections = new LinkedHashSet<>();
    private NetworkFaults faults;
    private long connectionsEver;

    /** The number of the chunk that a client sent last, over all connections. */
    private long chunksEver;

    public VirtualNetwork(VirtualLoop loop, NetworkFaults faults, SeededChance chance, FaultTally tally, Trace trace) {
        this.loop = loop;
        this.faults = faults;
        this.delays = chance.of("delays");
        this.draws = chance.of("faults");
        this.fates = new ChunkFates(draws);

        this.tally = tally;
        this.trace = trace;
    }

    /** What {@code client} opens connections to {@code server} with. */
    public Transport transport(VirtualProcess client, VirtualServer server) {
        return (address, receiver) -> {
            VirtualConnection connection =
                    new VirtualConnection(this, ++connectionsEver, client, server, receiver, slowReader());
            connections.add(connection);
            connection.open();
        };
    }

    private boolean slowReader() {
        return draws.happens(faults.slowReaderPerMille());
    }

    public NetworkFaults faults() {
        return faults;
    }

    /** From now on another network, for what is sent from now on. */
    public void become(NetworkFaults other) {
        faults = other;
    }

    /** What is ordered for single clients, instead of what the draw has. */
    public ChunkFates fates() {
        return fates;
    }

    ChunkFate requestFate(VirtualProcess client) {
        return fates.ofRequest(client.name(), faults);
    }

    ChunkFate replyFate(VirtualProcess client) {
        return fates.ofReply(client.name(), faults);
    }

    /** How long after a cut what was under way arrives, in nanoseconds. */
    long latenessNanos() {
        return faults.cuts().lateMillisMax() > 0
                ? draws.nanosOfAnySize(faults.cuts().lateMillisMax())
                : LATENESS_NANOS;
    }

    SeededChance draws() {
        return draws;
    }

    /** How long a chunk takes, in nanoseconds. */
    long delayNanos() {
        if (draws.happens(faults.ways().longPerMille())) {
            tally.add(FaultKind.LONG_DELAY);
            return delays.nanosOfAnySize(faults.ways().longMillisMax());
        }
        return shortDelayNanos();
    }

    /** How long it takes when nothing is amiss. */
    long shortDelayNanos() {
        return delays.nanosUpTo(WAY_MICROS_MIN, faults.ways().millisMax());
    }

    long nextChunk() {
        return ++chunksEver;
    }

    void forget(VirtualConnection connection) {
        connections.remove(connection);
    }

    /** The connections there are, in the order in which they began; a list of its own. */
    List<VirtualConnection> connections() {
        return List.copyOf(connections);
    }

    /** Keeps apart what {@code client} sends, or what is sent to it, or both. */
    public void partition(VirtualProcess client, boolean outgoing, boolean incoming) {
        client.outgoingBlocks += outgoing ? 1 : 0;
        client.incomingBlocks += incoming ? 1 : 0;
    }

    /** Ends a partition; what it held up arrives. */
    public void heal(VirtualProcess client, boolean outgoing, boolean incoming) {
        client.outgoingBlocks -= outgoing ? 1 : 0;
        client.incomingBlocks -= incoming ? 1 : 0;
        for (VirtualConnection connection : connections()) {
            connection.goOn();
        }
    }

    /** Cuts every connection of {@code client}; both sides learn of it. */
    public void cutAll(VirtualProcess client, String why) {
        for (VirtualConnection connection : connections()) {
            if (connection.isOf(client)) {
                connection.cut(why, false);
            }
        }
    }

    /** The machine of {@code client} is gone: its connections fall silent, and the server is not told. */
    public void silence(VirtualProcess client) {
        for (VirtualConnection connection : connections()) {
            if (connection.isOf(client)) {
                connection.fallSilent(true, true);
            }
        }
    }

    void say(String who, String what) {
        trace.say(loop.elapsedNanos(), who, what);
    }
}
