package dev.latchkey.sim.net;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.server.talk.SocketlessServer;
import dev.latchkey.sim.cluster.ClusterNode;
import dev.latchkey.sim.cluster.SimulatedCluster;
import dev.latchkey.sim.store.DurableStore;
import dev.latchkey.sim.store.Effects;
import dev.latchkey.sim.store.MemoryStore;
import dev.latchkey.sim.store.SessionLedger;
import dev.latchkey.sim.store.SubmittedCommand;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.TraceWords;
import dev.latchkey.sim.world.VirtualProcess;
import dev.latchkey.wire.Limits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server's process, the peer of all connections to it. It runs the real server on top of a memory engine, of a series of durable
 * engines on the same disk, or of a node of a cluster.
 */
public final class VirtualServer {

    /** Only few floors, because each run creates a new store. A workload that folds tombstones would need more. */
    private static final StateLimits STATE = new StateLimits(1_000_000, 64, Version.MAX);

    private static final long BYTES_MAX = 64L << 20;

    private final VirtualNetwork network;
    private final VirtualProcess process;
    private final SeededChance chance;
    private final Map<VirtualConnection, ServerEnd> ends = new LinkedHashMap<>();
    private final Limits limits = Limits.STANDARD;
    private final @Nullable DurableStore durable;
    private final @Nullable SimulatedCluster cluster;
    private final @Nullable ClusterNode node;
    private Runnable whenDead = () -> {};
    private Engine engine;
    private SocketlessServer server;
    private boolean down;
    private StateLimits state = STATE;

    /** The store of the current run, if it is in memory. */
    private @Nullable MemoryStore memory;

    /** No more sessions are ended while no command arrives, so that the simulation can end. */
    public void stopTimers() {
        if (memory != null) {
            memory.stopTimer();
        } else if (durable != null) {
            durable.stopTimer();
        }
    }

    /** What the commands of each store did that the server has had. */
    private final List<SessionLedger> ledgers = new ArrayList<>();

    /** The events of each store that the server has had. */
    public final EventLog events = new EventLog();

    private PutListener puts = (client, put, version) -> {};
    private CommandListener executed = (client, command, reply) -> {};

    /** The connection whose bytes are being read, and the number of their chunk. */
    private @Nullable RequestOrigin reading;

    /** The highest chunk number of all executed requests, and its connection. */
    private long latestChunk;

    private @Nullable VirtualConnection latestConnection;

    /** @param onDisk whether the store is durable */
    public VirtualServer(VirtualNetwork network, VirtualProcess process, SeededChance chance, boolean onDisk) {
        this.network = network;
        this.process = process;
        this.chance = chance;
        this.cluster = null;
        this.node = null;
        this.durable = onDisk ? new DurableStore(process, chance.of("durable"), network.tally, new Listening()) : null;
        if (durable != null) {
            ledgers.add(durable.ledger());
        }
        this.engine = newEngine();
        this.server = new SocketlessServer(engine, limits, process, chance);
        engine.acceptClients();
        events.observe(engine);
    }

    /** A node of a cluster; its process has the name of the node. */
    public VirtualServer(
            VirtualNetwork network, VirtualProcess process, SeededChance chance, SimulatedCluster cluster) {
        this.network = network;
        this.process = process;
        this.chance = chance;
        this.durable = null;
        this.cluster = cluster;
        this.node = cluster.add(process, new OfCluster());
        ledgers.add(cluster.ledger());
        this.engine = newEngine();
        this.server = new SocketlessServer(engine, limits, process, chance);
    }

    private Engine newEngine() {
        if (node != null) {
            return node.start();
        }
        if (durable != null) {
            return Objects.requireNonNull(durable.start(), "the first startup must not die");
        }
        StoreId id = StoreId.draw(chance);
        MemoryEngine real = new MemoryEngine(id, state, BYTES_MAX, SipHash.draw(chance), process);
        MemoryStore store = new MemoryStore(real, process, new Listening());
        ledgers.add(store.ledger());
        memory = store;
        return store;
    }

    /** The durable store and its disk, and the means to inject faults into them; empty for a store in memory. */
    public Optional<DurableStore> durable() {
        return Optional.ofNullable(durable);
    }

    /** Runs {@code listener} each time the process of a durable store has died. */
    public void onDeath(Runnable listener) {
        whenDead = listener;
    }

    /** Executes at most so many commands per second from now on, in the order in which they arrive. For a store in memory. */
    public void serveAtMost(int commandsPerSecond) {
        Objects.requireNonNull(memory, "a store in memory").serveAtMost(commandsPerSecond);
    }

    /** Keeps at most so many events from now on, in a new store in memory. Call this before clients connect. */
    public void keepEvents(int eventsMax) {
        Objects.requireNonNull(memory, "a store in memory").close();
        state = STATE.withHistory(new HistoryLimits(eventsMax, HistoryLimits.STANDARD.bytesMax()));
        ledgers.clear();
        engine = newEngine();
        server = new SocketlessServer(engine, limits, process, chance);
        engine.acceptClients();
        events.observe(engine);
    }

    /** Called for every put that took effect, with its client and the version that it created. */
    public interface PutListener {
        void done(VirtualProcess client, Command.Put put, Version version);
    }

    public void onPut(PutListener listener) {
        PutListener before = puts;
        puts = (client, put, version) -> {
            before.done(client, put, version);
            listener.done(client, put, version);
        };
    }

    /** Called for every command that was executed, once, with its client; null for the end of a session whose time has passed. */
    public interface CommandListener {
        void executed(@Nullable VirtualProcess client, Command command, Reply reply);
    }

    public void onExecuted(CommandListener listener) {
        CommandListener before = executed;
        executed = (client, command, reply) -> {
            before.executed(client, command, reply);
            listener.executed(client, command, reply);
        };
    }

    public VirtualProcess process() {
        return process;
    }

    Limits limits() {
        return limits;
    }

    public StoreId storeId() {
        return (cluster == null ? engine.storeId() : cluster.storeId()).orElseThrow();
    }

    /** The node of the cluster that this server is. */
    public ClusterNode node() {
        return Objects.requireNonNull(node, "a node of a cluster");
    }

    /** Accepts a new connection; false if the server is down, or a node that has no store yet. */
    boolean accept(VirtualConnection connection) {
        boolean serves = !down && engine.storeId().isPresent();
        if (serves) {
            ends.put(connection, new ServerEnd(connection, server, this));
        }
        return serves;
    }

    /** Bytes have arrived at the server. */
    void arrived(VirtualConnection connection, byte[] bytes, long chunk) {
        ServerEnd end = ends.get(connection);
        if (end != null) {
            end.arrived(bytes, chunk);
        }
    }

    /** The client has closed its end. */
    void finished(VirtualConnection connection) {
        ServerEnd end = ends.get(connection);
        if (end == null) {
            connection.serverClosed();
        } else {
            end.finish();
        }
    }

    /** The connection is lost. */
    void lost(VirtualConnection connection) {
        ServerEnd end = ends.remove(connection);
        if (end != null) {
            end.abandon();
        }
        connection.serverClosed();
    }

    /** Replies have reached the client, so the server may have fallen below the output limit. */
    void delivered(VirtualConnection connection, int bytes) {
        ServerEnd end = ends.get(connection);
        if (end != null) {
            end.delivered(bytes);
        }
    }

    /** Runs {@code read}, and attributes the requests executed within it to {@code connection}. */
    void reading(VirtualConnection connection, long chunk, Runnable read) {
        reading = new RequestOrigin(connection, chunk);
        try {
            read.run();
        } finally {
            reading = null;
        }
    }

    void forget(VirtualConnection connection) {
        ends.remove(connection);
    }

    void sayOf(String what, VirtualConnection connection) {
        if (network.trace.isOn()) {
            network.say(process.name(), what + connection);
        }
    }

    void countSlowReader() {
        network.tally.add(FaultKind.SLOW_READER);
    }

    /** Stops the process. Its store is gone, and connections are refused until {@link #startEmpty}. */
    public void stop() {
        end("stops; its store is gone");
    }

    private void end(String how) {
        network.say(process.name(), how);
        down = true;
        if (memory != null) {
            memory.close();
        }
        if (node != null) {
            node.end();
        }
        for (Map.Entry<VirtualConnection, ServerEnd> entry : List.copyOf(ends.entrySet())) {
            entry.getValue().abandon();
        }
        ends.clear();
        network.connections().forEach(VirtualConnection::serverGone);
    }

    /** Restarts with a new, empty store. */
    public void startEmpty() {
        network.tally.add(FaultKind.RESTART);
        engine = newEngine();
        server = new SocketlessServer(engine, limits, process, chance);
        engine.acceptClients();
        events.observe(engine);
        down = false;
        network.say(process.name(), "starts with the empty store " + storeId());
    }

    /** Kills the process of a node. */
    public void killNode() {
        end("is killed");
    }

    /** Restarts a node on its disk. */
    public void startNode() {
        if (down) {
            engine = newEngine();
            server = new SocketlessServer(engine, limits, process, chance);
            down = false;
            network.say(process.name(), "starts");
        }
    }

    /** Restarts on the same disk. The startup itself may die. */
    public void startAgain() {
        DurableStore store = Objects.requireNonNull(durable, "a server with a disk");
        Engine next = down ? store.start() : null;
        if (next != null) {
            engine = next;
            server = new SocketlessServer(engine, limits, process, chance);
            engine.acceptClients();
            events.observe(engine);
            down = false;
            network.say(process.name(), "starts with store " + storeId() + " at " + store.recoverySummary());
        }
    }

    /** What the commands of each store did that the server has had. */
    public List<SessionLedger> ledgers() {
        return List.copyOf(ledgers);
    }

    public boolean isDown() {
        return down;
    }

    /** Closes connections that have exceeded their timeouts, as a real server does at intervals. */
    public void inspect() {
        process.run(() -> {
            for (ServerEnd end : List.copyOf(ends.values())) {
                end.inspect(process.nanos());
            }
        });
    }

    private void watch(SubmittedCommand asked, Reply reply, boolean first) {
        RequestOrigin origin = (RequestOrigin) asked.origin;
        Command command = asked.command;
        if (first) {
            executed.executed(origin == null ? null : origin.connection().client(), command, reply);
        }
        if (origin == null) {
            network.say(process.name(), "executes: " + TraceWords.of(command) + " -> " + TraceWords.of(reply));
            return;
        }
        VirtualConnection connection = origin.connection();
        ServerEnd end = ends.get(connection);
        if (end != null) {
            end.executed();
        }
        if (first) {
            countLateness(connection, reply);
            notifyOfPut(connection, command, reply);
        }
        countOvertaking(origin);
        if (network.trace.isOn()) {
            network.say(
                    process.name(),
                    "executes for " + connection + (connection.isLate() ? ", late: " : ": ") + TraceWords.of(command)
                            + " -> " + TraceWords.of(reply));
        }
    }

    private void countLateness(VirtualConnection connection, Reply reply) {
        if (connection.isLate() && Effects.isOf(reply)) {
            network.tally.add(FaultKind.LATE_WRITE);
        }
    }

    private void countOvertaking(RequestOrigin origin) {
        if (origin.chunk() < latestChunk && origin.connection() != latestConnection) {
            network.tally.add(FaultKind.OVERTAKING);
        }
        if (origin.chunk() > latestChunk) {
            latestChunk = origin.chunk();
            latestConnection = origin.connection();
        }
    }

    /** A command was executed by the first node of a cluster. For the server that receives the listeners. */
    public void executedInCluster(SubmittedCommand.@Nullable Origin origin, Command command, Reply reply) {
        RequestOrigin from = (RequestOrigin) origin;
        executed.executed(from == null ? null : from.connection().client(), command, reply);
        if (from != null) {
            countLateness(from.connection(), reply);
            notifyOfPut(from.connection(), command, reply);
            countOvertaking(from);
        }
        if (network.trace.isOn()) {
            network.say("cluster", "executes: " + TraceWords.of(command) + " -> " + TraceWords.of(reply));
        }
        events.read(storeId(), Objects.requireNonNull(cluster)::events);
    }

    private void notifyOfPut(VirtualConnection connection, Command command, Reply reply) {
        for (Effects.Effect effect : Effects.of(command, reply)) {
            Command.Put put = effect.operation().asPut();
            if (put != null) {
                puts.done(connection.client(), put, effect.version());
            }
        }
    }

    /** Receives what happens on a node of a cluster. */
    private final class OfCluster implements SimulatedCluster.Listener {

        @Override
        public SubmittedCommand.@Nullable Origin origin() {
            return reading;
        }

        @Override
        public void answered(SubmittedCommand.@Nullable Origin origin) {
            ServerEnd end = origin == null ? null : ends.get(((RequestOrigin) origin).connection());
            if (end != null) {
                end.executed();
            }
        }
    }

    /** Receives the events of a durable store. */
    private final class Listening implements DurableStore.Listener {

        @Override
        public SubmittedCommand.@Nullable Origin origin() {
            return reading;
        }

        @Override
        public void executed(SubmittedCommand asked, Reply reply, boolean first) {
            watch(asked, reply, first);
        }

        @Override
        public void recovered(SubmittedCommand asked, Reply reply) {
            RequestOrigin origin = (RequestOrigin) asked.origin;
            executed.executed(origin == null ? null : origin.connection().client(), asked.command, reply);
            if (origin != null && Effects.isOf(reply)) {
                notifyOfPut(origin.connection(), asked.command, reply);
                network.say(
                        process.name(),
                        "recovers for " + origin.connection() + ": " + TraceWords.of(asked.command) + " -> "
                                + TraceWords.of(reply));
            }
        }

        @Override
        public void died(String how) {
            end(how);
            whenDead.run();
        }
    }
}
