package dev.latchkey.sim.net;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.server.talk.SocketlessServer;
import dev.latchkey.sim.store.DurableStore;
import dev.latchkey.sim.store.SubmittedCommand;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.TraceWords;
import dev.latchkey.sim.world.VirtualProcess;
import dev.latchkey.wire.Limits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The server's process: the real server over a memory engine, or over one durable engine after another, one end of many connections.
 */
public final class VirtualServer {

    /** Few floors, because a store is made anew for each run; a run that folds tombstones would need them. */
    private static final StateLimits STATE = new StateLimits(1_000_000, 64, Version.MAX);

    private static final long BYTES_MAX = 64L << 20;

    private final VirtualNetwork network;
    private final VirtualProcess process;
    private final SeededChance chance;
    private final Map<VirtualConnection, ServerEnd> ends = new LinkedHashMap<>();
    private final Limits limits = Limits.STANDARD;
    private final @Nullable DurableStore durable;
    private Runnable whenDead = () -> {};
    private Engine engine;
    private SocketlessServer server;
    private boolean down;
    private PutListener puts = (client, put, version) -> {};

    /** The connection whose bytes are being read, and the chunk that they are of. */
    private SubmittedCommand.@Nullable Origin reading;

    /** The chunk that was sent last of all whose requests were executed, and its connection. */
    private long latestChunk;

    private @Nullable VirtualConnection latestConnection;

    /** @param onDisk whether its store is on a disk */
    public VirtualServer(VirtualNetwork network, VirtualProcess process, SeededChance chance, boolean onDisk) {
        this.network = network;
        this.process = process;
        this.chance = chance;
        this.durable = onDisk ? new DurableStore(process, chance.of("durable"), network.tally, new Listening()) : null;
        this.engine = newEngine();
        this.server = new SocketlessServer(engine, limits, process);
    }

    private Engine newEngine() {
        if (durable != null) {
            return Objects.requireNonNull(durable.start(), "the first start dies of nothing");
        }
        return new Watched(new MemoryEngine(StoreId.draw(chance), STATE, BYTES_MAX, SipHash.draw(chance)));
    }

    /** Its store and the disk, if it is on one, and what may happen to them. */
    public Optional<DurableStore> durable() {
        return Optional.ofNullable(durable);
    }

    /** Runs {@code listener} whenever the process of a durable store has ended. */
    public void onDeath(Runnable listener) {
        whenDead = listener;
    }

    /** Is told of every put that was done: whose, what, and the version it made. */
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

    public VirtualProcess process() {
        return process;
    }

    Limits limits() {
        return limits;
    }

    public StoreId storeId() {
        return engine.storeId().orElseThrow();
    }

    /** Takes a new connection; false if nobody listens. */
    boolean accept(VirtualConnection connection) {
        if (!down) {
            ends.put(connection, new ServerEnd(connection, server, this));
        }
        return !down;
    }

    /** Bytes have come. */
    void arrived(VirtualConnection connection, byte[] bytes, long chunk) {
        ServerEnd end = ends.get(connection);
        if (end != null) {
            end.arrived(bytes, chunk);
        }
    }

    /** The client has ended its side. */
    void finished(VirtualConnection connection) {
        ServerEnd end = ends.get(connection);
        if (end == null) {
            connection.serverIsOver();
        } else {
            end.finish();
        }
    }

    /** The connection is no more. */
    void lost(VirtualConnection connection) {
        ServerEnd end = ends.remove(connection);
        if (end != null) {
            end.abandon();
        }
        connection.serverIsOver();
    }

    /** Replies have reached the client, so that there is room again. */
    void delivered(VirtualConnection connection, int bytes) {
        ServerEnd end = ends.get(connection);
        if (end != null) {
            end.delivered(bytes);
        }
    }

    /** A connection of which these bytes are to be read has its requests executed within {@code read}. */
    void reading(VirtualConnection connection, long chunk, Runnable read) {
        reading = new SubmittedCommand.Origin(connection, chunk);
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

    /** Ends the process: its store is gone, and nobody listens until {@link #startEmpty}. */
    public void stop() {
        end("stops, and its store is gone");
    }

    private void end(String how) {
        network.say(process.name(), how);
        down = true;
        for (Map.Entry<VirtualConnection, ServerEnd> entry : List.copyOf(ends.entrySet())) {
            entry.getValue().abandon();
        }
        ends.clear();
        network.connections().forEach(VirtualConnection::serverGone);
    }

    /** Starts again with an empty store, which is another one. */
    public void startEmpty() {
        network.tally.add(FaultKind.RESTART);
        engine = newEngine();
        server = new SocketlessServer(engine, limits, process);
        down = false;
        network.say(process.name(), "starts with the empty store " + storeId());
    }

    /** Starts again on its disk, unless it dies of that. */
    public void startAgain() {
        DurableStore store = Objects.requireNonNull(durable, "a server with a disk");
        Engine next = down ? store.start() : null;
        if (next != null) {
            engine = next;
            server = new SocketlessServer(engine, limits, process);
            down = false;
            network.say(process.name(), "starts with store " + storeId() + " at " + store.told());
        }
    }

    public boolean isDown() {
        return down;
    }

    /** Closes connections that have used up their time, as a real server does now and then. */
    public void inspect() {
        process.run(() -> {
            for (ServerEnd end : List.copyOf(ends.values())) {
                end.inspect(process.nanos());
            }
        });
    }

    private void watch(SubmittedCommand.@Nullable Origin origin, Command command, Reply reply) {
        if (origin == null) {
            return;
        }
        VirtualConnection connection = origin.connection();
        ServerEnd end = ends.get(connection);
        if (end != null) {
            end.executed();
        }
        if (connection.isLate() && reply instanceof Reply.Written) {
            network.tally.add(FaultKind.LATE_WRITE);
        }
        tellOfPut(connection, command, reply);
        if (origin.chunk() < latestChunk && connection != latestConnection) {
            network.tally.add(FaultKind.OVERTAKING);
        }
        if (origin.chunk() > latestChunk) {
            latestChunk = origin.chunk();
            latestConnection = connection;
        }
        if (network.trace.isOn()) {
            network.say(
                    process.name(),
                    "executes for " + connection + (connection.isLate() ? ", late: " : ": ") + TraceWords.of(command)
                            + " -> " + TraceWords.of(reply));
        }
    }

    private void tellOfPut(VirtualConnection connection, Command command, Reply reply) {
        if (command instanceof Command.Put put && reply instanceof Reply.Written written) {
            puts.done(connection.client(), put, written.version());
        }
    }

    /** What a durable store tells. */
    private final class Listening implements DurableStore.Listener {

        @Override
        public SubmittedCommand.@Nullable Origin origin() {
            return reading;
        }

        @Override
        public void executed(SubmittedCommand asked, Reply reply) {
            watch(asked.origin, asked.command, reply);
        }

        @Override
        public void untold(SubmittedCommand asked, Reply reply) {
            SubmittedCommand.Origin origin = asked.origin;
            if (origin != null) {
                tellOfPut(origin.connection(), asked.command, reply);
                network.say(
                        process.name(),
                        "finds done for " + origin.connection() + ": " + TraceWords.of(asked.command) + " -> "
                                + TraceWords.of(reply));
            }
        }

        @Override
        public void died(String how) {
            end(how);
            whenDead.run();
        }
    }

    /** The engine, with somebody looking on. */
    private final class Watched implements Engine {

        private final MemoryEngine real;

        Watched(MemoryEngine real) {
            this.real = real;
        }

        @Override
        public String name() {
            return real.name();
        }

        @Override
        public Optional<StoreId> storeId() {
            return real.storeId();
        }

        @Override
        public void submit(Command command, Asker asker) {
            Consumer<Reply> watched = reply -> {
                watch(reading, command, reply);
                asker.answered(reply);
            };
            real.submit(command, Asker.of(asker.home(), watched, asker::lost));
        }

        @Override
        public KeyspaceSize keyspace() {
            return real.keyspace();
        }

        @Override
        public Optional<Backup> openBackup() {
            return real.openBackup();
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
