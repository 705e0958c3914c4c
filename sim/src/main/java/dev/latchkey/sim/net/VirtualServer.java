package dev.latchkey.sim.net;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.Follower;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The server's process, the peer of all connections. It runs the real server on top of a memory engine, or of a series of durable
 * engines on the same disk.
 */
public final class VirtualServer {

    private static final Puts PUTS = new Puts();

    /** Only few floors, because each run creates a new store. A workload that folds tombstones would need more. */
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

    /** How long a command takes to execute; 0: no time. */
    private long commandNanos;

    /** When the commands that have arrived are all executed. */
    private long busyUntil;

    private PutListener puts = (client, put, version) -> {};

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
        this.durable = onDisk ? new DurableStore(process, chance.of("durable"), network.tally, new Listening()) : null;
        this.engine = newEngine();
        this.server = new SocketlessServer(engine, limits, process, chance);
    }

    private Engine newEngine() {
        if (durable != null) {
            return Objects.requireNonNull(durable.start(), "the first startup must not die");
        }
        return new Watched(new MemoryEngine(StoreId.draw(chance), STATE, BYTES_MAX, SipHash.draw(chance), process));
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
        commandNanos = TimeUnit.SECONDS.toNanos(1) / commandsPerSecond;
        busyUntil = process.nanos();
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

    public VirtualProcess process() {
        return process;
    }

    Limits limits() {
        return limits;
    }

    public StoreId storeId() {
        return engine.storeId().orElseThrow();
    }

    /** Accepts a new connection; false if the server is down. */
    boolean accept(VirtualConnection connection) {
        if (!down) {
            ends.put(connection, new ServerEnd(connection, server, this));
        }
        return !down;
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
        down = false;
        network.say(process.name(), "starts with the empty store " + storeId());
    }

    /** Restarts on the same disk. The startup itself may die. */
    public void startAgain() {
        DurableStore store = Objects.requireNonNull(durable, "a server with a disk");
        Engine next = down ? store.start() : null;
        if (next != null) {
            engine = next;
            server = new SocketlessServer(engine, limits, process, chance);
            down = false;
            network.say(process.name(), "starts with store " + storeId() + " at " + store.recoverySummary());
        }
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

    private void watch(@Nullable RequestOrigin origin, Command command, Reply reply) {
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
        notifyOfPut(connection, command, reply);
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

    private void notifyOfPut(VirtualConnection connection, Command command, Reply reply) {
        if (reply instanceof Reply.Written written) {
            command.match(PUTS).ifPresent(put -> puts.done(connection.client(), put, written.version()));
        }
    }

    /** The command, if it is a put. */
    private static final class Puts implements Command.Cases<Optional<Command.Put>> {

        @Override
        public Optional<Command.Put> get(Command.Get command) {
            return Optional.empty();
        }

        @Override
        public Optional<Command.Put> history(HistoryRead command) {
            return Optional.empty();
        }

        @Override
        public Optional<Command.Put> put(Command.Put command) {
            return Optional.of(command);
        }

        @Override
        public Optional<Command.Put> delete(Command.Delete command) {
            return Optional.empty();
        }

        @Override
        public Optional<Command.Put> renewSession(Command.RenewSession command) {
            return Optional.empty();
        }

        @Override
        public Optional<Command.Put> openSession(Command.OpenSession command) {
            return Optional.empty();
        }

        @Override
        public Optional<Command.Put> keepSession(Command.KeepSession command) {
            return Optional.empty();
        }

        @Override
        public Optional<Command.Put> closeSession(Command.CloseSession command) {
            return Optional.empty();
        }

        @Override
        public Optional<Command.Put> endSession(Command.EndSession command) {
            return Optional.empty();
        }

        @Override
        public Optional<Command.Put> cancel(Command.Cancel command) {
            return Optional.empty();
        }

        @Override
        public Optional<Command.Put> once(Command.Once command) {
            return command.step().match(this);
        }

        @Override
        public Optional<Command.Put> listKeys(Command.ListKeys command) {
            return Optional.empty();
        }
    }

    /** Receives the events of a durable store. */
    private final class Listening implements DurableStore.Listener {

        @Override
        public SubmittedCommand.@Nullable Origin origin() {
            return reading;
        }

        @Override
        public void executed(SubmittedCommand asked, Reply reply) {
            watch((RequestOrigin) asked.origin, asked.command, reply);
        }

        @Override
        public void recovered(SubmittedCommand asked, Reply reply) {
            RequestOrigin origin = (RequestOrigin) asked.origin;
            if (origin != null) {
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

    /** The memory engine, with executed commands observed. */
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
            RequestOrigin origin = reading;
            Consumer<Reply> watched = reply -> {
                watch(origin, command, reply);
                asker.answered(reply);
            };
            Asker observed = Asker.of(asker.home(), watched, asker::lost);
            if (commandNanos == 0) {
                real.submit(command, observed);
            } else {
                busyUntil = Math.max(busyUntil - process.nanos(), 0) + process.nanos() + commandNanos;
                process.schedule(busyUntil - process.nanos(), () -> real.submit(command, observed));
            }
        }

        @Override
        public void follow(Follower follower) {
            real.follow(follower);
        }

        @Override
        public void unfollow(Follower follower) {
            real.unfollow(follower);
        }

        @Override
        public Reply nextEvents(HistoryRead.Changes page) {
            return real.nextEvents(page);
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
