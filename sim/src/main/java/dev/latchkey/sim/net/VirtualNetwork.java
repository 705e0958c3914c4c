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
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The network between clients and the server. It delivers bytes late, in pieces, in part or not at all, at random rates. Within
 * one connection, bytes that arrive do so in order, as with TCP; across connections no order is guaranteed.
 */
public final class VirtualNetwork {

    private static final long WAY_MICROS_MIN = 20;

    /** How late bytes arrive if the faults do not say: 2 s. */
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

    /** The number of the chunk that was sent last by any client. */
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

    /** The transport that connects {@code client} to {@code server}. */
    public Transport transport(VirtualProcess client, VirtualServer server) {
        return transport(client, () -> server);
    }

    /** The transport that connects {@code client} to a server of its own choice each time. */
    public Transport transport(VirtualProcess client, Supplier<VirtualServer> server) {
        return (address, receiver) -> {
            VirtualConnection connection =
                    new VirtualConnection(this, ++connectionsEver, client, server.get(), receiver, slowReader());
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

    /** Replaces the faults, for everything sent from now on. */
    public void setFaults(NetworkFaults other) {
        faults = other;
    }

    /** The fates ordered for single clients. */
    public ChunkFates fates() {
        return fates;
    }

    ChunkFate requestFate(VirtualProcess client) {
        return fates.ofRequest(client.name(), faults);
    }

    ChunkFate replyFate(VirtualProcess client) {
        return fates.ofReply(client.name(), faults);
    }

    /** How long after a cut the bytes in transit arrive, in nanoseconds. */
    long latenessNanos() {
        return faults.cuts().lateMillisMax() > 0
                ? draws.nanosOfAnySize(faults.cuts().lateMillisMax())
                : LATENESS_NANOS;
    }

    SeededChance draws() {
        return draws;
    }

    /** A random delay for one chunk, in nanoseconds. */
    long delayNanos() {
        if (draws.happens(faults.ways().longPerMille())) {
            tally.add(FaultKind.LONG_DELAY);
            return delays.nanosOfAnySize(faults.ways().longMillisMax());
        }
        return shortDelayNanos();
    }

    /** A random delay for one chunk of replies, in nanoseconds. */
    long replyDelayNanos() {
        NetworkFaults.LateReplies late = faults.lateReplies();
        if (draws.happens(late.perMille())) {
            tally.add(FaultKind.LONG_DELAY);
            return delays.nanosUpTo(TimeUnit.MILLISECONDS.toMicros(late.millisMin()), late.millisMax());
        }
        return delayNanos();
    }

    /** How long the path is busy with so many bytes, in nanoseconds. */
    long transmissionNanos(int bytes) {
        int bytesPerSecond = faults.path().bytesPerSecond();
        return bytesPerSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
    }

    /** A random delay without a fault, in nanoseconds. */
    long shortDelayNanos() {
        return TimeUnit.MILLISECONDS.toNanos(faults.path().wayMillis())
                + delays.nanosUpTo(WAY_MICROS_MIN, faults.ways().millisMax());
    }

    long nextChunk() {
        return ++chunksEver;
    }

    void forget(VirtualConnection connection) {
        connections.remove(connection);
    }

    /** A snapshot of the open connections, in the order in which they were opened. */
    List<VirtualConnection> connections() {
        return List.copyOf(connections);
    }

    /** Partitions the client from the server: holds up what it sends, what is sent to it, or both. */
    public void partition(VirtualProcess client, boolean outgoing, boolean incoming) {
        client.outgoingBlocks += outgoing ? 1 : 0;
        client.incomingBlocks += incoming ? 1 : 0;
    }

    /** Ends a partition and delivers what it held up. */
    public void heal(VirtualProcess client, boolean outgoing, boolean incoming) {
        client.outgoingBlocks -= outgoing ? 1 : 0;
        client.incomingBlocks -= incoming ? 1 : 0;
        for (VirtualConnection connection : connections()) {
            connection.deliverHeldUp();
        }
    }

    /** Cuts every connection of {@code client}; both sides are notified. */
    public void cutAll(VirtualProcess client, String why) {
        for (VirtualConnection connection : connections()) {
            if (connection.isOf(client)) {
                connection.cut(why, false);
            }
        }
    }

    /** The client's machine is gone: its connections fall silent, and the server is not notified. */
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
