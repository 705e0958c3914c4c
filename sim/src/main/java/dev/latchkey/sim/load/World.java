package dev.latchkey.sim.load;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.Transport;
import dev.latchkey.sim.cluster.ClusterFaults;
import dev.latchkey.sim.cluster.SimulatedCluster;
import dev.latchkey.sim.net.NetworkFaults;
import dev.latchkey.sim.net.VirtualNetwork;
import dev.latchkey.sim.net.VirtualServer;
import dev.latchkey.sim.store.SessionLedger;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.FaultTally;
import dev.latchkey.sim.world.FollowTally;
import dev.latchkey.sim.world.LockTally;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.SessionTally;
import dev.latchkey.sim.world.SimulatedClient;
import dev.latchkey.sim.world.Trace;
import dev.latchkey.sim.world.VirtualLoop;
import dev.latchkey.sim.world.VirtualProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One simulated world: the real server and real clients connected by a simulated network, on one thread in virtual time, all
 * derived from one seed.
 */
public final class World {

    private static final Duration INSPECTION = Duration.ofSeconds(1);

    /** Without faults, all nodes of a cluster have the whole log after this long. */
    private static final Duration SETTLING = Duration.ofSeconds(3);

    public final VirtualLoop loop = new VirtualLoop();
    public final FaultTally tally = new FaultTally();
    public final SessionTally sessions = new SessionTally();
    public final FollowTally follows = new FollowTally();
    public final LockTally locks = new LockTally();
    public final SeededChance chance;
    public final Trace trace;
    public final VirtualNetwork network;

    /** The server or, of a cluster, the node that reports what the whole cluster does. */
    public final VirtualServer server;

    /** The server, or the nodes of the cluster. */
    public final List<VirtualServer> servers;

    private final @Nullable SimulatedCluster cluster;
    public final OperationLog operations;
    private final List<SimulatedClient> clients = new ArrayList<>();
    private boolean inspecting = true;
    private boolean losesSessions = true;

    public World(long seed, NetworkFaults faults, Trace trace) {
        this(seed, faults, false, trace);
    }

    /** @param durable whether the server's store is on disk */
    public World(long seed, NetworkFaults faults, boolean durable, Trace trace) {
        this(seed, faults, durable, ClusterFaults.NONE, trace);
    }

    /** @param nodes the nodes of the cluster, if the server is one */
    public World(long seed, NetworkFaults faults, boolean durable, ClusterFaults nodes, Trace trace) {
        this.chance = new SeededChance(seed);
        this.trace = trace;
        this.network = new VirtualNetwork(loop, faults, chance.of("network"), tally, trace);
        this.cluster = nodes.isCluster() ? new SimulatedCluster(loop, chance.of("cluster"), tally, nodes) : null;
        this.servers = cluster == null
                ? List.of(new VirtualServer(network, server("server"), chance.of("stores"), durable))
                : cluster.names().stream().map(this::newNode).toList();
        this.server = servers.get(0);
        if (cluster != null) {
            cluster.onExecuted(server::executedInCluster);
        }
        this.operations = new OperationLog(this);
        inspectLater();
    }

    private VirtualProcess server(String name) {
        return new VirtualProcess(name, loop, tally, FaultKind.SERVER_PAUSE);
    }

    private VirtualServer newNode(String name) {
        return new VirtualServer(
                network, server(name), chance.of("stores of " + name), Objects.requireNonNull(cluster));
    }

    /** The cluster; empty if there is only one server. */
    public Optional<SimulatedCluster> cluster() {
        return Optional.ofNullable(cluster);
    }

    /** The transport of a client, which chooses one of the servers for each connection. */
    Transport transport(VirtualProcess client) {
        if (cluster == null) {
            return network.transport(client, server);
        }
        SeededChance choices = chance.of("nodes of " + client.name());
        return network.transport(client, () -> servers.get(choices.nextInt(servers.size())));
    }

    private void inspectLater() {
        loop.schedule(INSPECTION.toNanos(), () -> {
            if (inspecting) {
                servers.forEach(VirtualServer::inspect);
                inspectLater();
            }
        });
    }

    /** Starts a client process with the given name, whose Clerk writes without a session. */
    public SimulatedClient newClient(String name, ClientConfig config) {
        return newClient(name, config, false);
    }

    /**
     * Starts a client process with the given name.
     *
     * @param inSession whether its Clerk writes in a session
     */
    public SimulatedClient newClient(String name, ClientConfig config, boolean inSession) {
        VirtualProcess process = new VirtualProcess(name, loop, tally, FaultKind.CLIENT_PAUSE);
        Latchkey latchkey = Latchkey.over(process, transport(process), chance.of("client " + name), config);
        SimulatedClient client = new SimulatedClient(process, latchkey, inSession);
        clients.add(client);
        return client;
    }

    /** All clients ever started, in order. */
    List<SimulatedClient> clients() {
        return List.copyOf(clients);
    }

    /** The clients that are alive and not exempt from faults. */
    public List<SimulatedClient> living() {
        return clients.stream()
                .filter(client -> !client.isDead() && !client.isSpared())
                .toList();
    }

    /** No session lasts so short that a fault could be longer: a session that is lost nevertheless is an error. */
    public void requireSessions() {
        losesSessions = false;
    }

    /** Whether a session may be lost. */
    boolean mayLoseSessions() {
        return losesSessions;
    }

    /** Whether the run is shutting down. */
    boolean isClosing() {
        return !inspecting;
    }

    /**
     * Kills a client process, whatever it is doing.
     *
     * @param machine whether its machine dies too, so that the server is not notified
     */
    public void kill(SimulatedClient client, boolean machine) {
        say(client.name(), machine ? "dies with its machine" : "dies");
        tally.add(FaultKind.CLIENT_DEATH);
        client.process().die();
        if (machine) {
            network.silence(client.process());
        } else {
            network.cutAll(client.process(), "the client died");
        }
    }

    /** Closes all clients in order and delivers everything that is still in transit. */
    public void close() {
        inspecting = false;
        server.stopTimers();
        if (cluster != null) {
            loop.advance(SETTLING);
            cluster.finish();
        }
        for (SimulatedClient client : clients) {
            loop.execute(() -> client.latchkey().closeNow()); // why also dead ones: their buffers must be released
        }
        if (cluster != null) {
            loop.advance(SETTLING);
            cluster.end();
        }
        loop.runAll();
        for (SessionLedger ledger : server.ledgers()) {
            sessions.addSessions(ledger.opened(), ledger.expired(), ledger.closed(), ledger.repeats());
        }
    }

    public void say(String who, String what) {
        trace.say(loop.elapsedNanos(), who, what);
    }
}
