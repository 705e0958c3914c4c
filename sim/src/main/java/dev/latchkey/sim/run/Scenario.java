package dev.latchkey.sim.run;

import dev.latchkey.sim.cluster.ClusterFaults;
import dev.latchkey.sim.net.NetworkFaults;
import dev.latchkey.sim.store.StoreFaults;
import dev.latchkey.sim.world.FaultKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of run: what clients do and which faults are injected. Everything else is derived from the seed.
 *
 * @param name the name on the command line
 * @param plot a one-sentence description
 * @param work what clients do
 * @param network the faults of the network
 * @param processes the faults of processes
 * @param store the kind of store that the server uses, and its faults
 * @param sessions which clients write in sessions
 * @param cluster the nodes, if the server is a cluster, and their faults
 */
public record Scenario(
        String name,
        String plot,
        Work work,
        NetworkFaults network,
        ProcessFaults processes,
        StoreFaults store,
        Sessions sessions,
        ClusterFaults cluster) {

    private Scenario(String name, String plot, Work work, NetworkFaults network, ProcessFaults processes) {
        this(name, plot, work, network, processes, StoreFaults.MEMORY);
    }

    Scenario(String name, String plot, Work work, NetworkFaults network, ProcessFaults processes, StoreFaults store) {
        this(name, plot, work, network, processes, store, Sessions.SOME);
    }

    Scenario(
            String name,
            String plot,
            Work work,
            NetworkFaults network,
            ProcessFaults processes,
            StoreFaults store,
            Sessions sessions) {
        this(name, plot, work, network, processes, store, sessions, ClusterFaults.NONE);
    }

    private Scenario(
            String name,
            String plot,
            Work work,
            NetworkFaults network,
            ProcessFaults processes,
            ClusterFaults cluster) {
        this(name, plot, work, network, processes, StoreFaults.MEMORY, Sessions.SOME, cluster);
    }

    /** Which clients write in sessions. */
    enum Sessions {
        /** About half of them, drawn for each. */
        SOME,
        ALL
    }

    /** What clients do. */
    enum Work {
        /** Create, update, delete and read few keys, with versions known or guessed. */
        KEYS,
        /** Append to one shared value. */
        APPEND,
        /** Count under a lock. */
        LOCK,
        /** Compete for a key that a session owns, and write another key with a guard on it. */
        HOLD,
        /** As with KEYS, and follow the keys with a prefix. */
        FOLLOW,
        /** Compete for a lock with a session, and write a key with its guard. */
        SESSION_LOCK,
        /** Compete for a lock that has a queue, and write a key with the guard of their hold. */
        QUEUE,
        /** Transfer money between accounts with transactions. */
        BANK
    }

    private static final Set<Work> COMPETING = Set.of(Work.LOCK, Work.HOLD, Work.SESSION_LOCK, Work.QUEUE);

    private static final NetworkFaults BAD = NetworkFaults.NONE
            .withDelays(10)
            .withLongDelays(8, 4_000)
            .withSplits(60)
            .withCuts(15, 10, 15)
            .withLateArrivals(500, 10_000)
            .withSilence(3)
            .withSlowReaders(150);

    private static final ProcessFaults TROUBLE = new ProcessFaults(400, 1_500, 1_500, 800, 0, 0);

    /** All scenarios, in the order in which consecutive seeds use them. */
    public static final List<Scenario> ALL = List.of(
            new Scenario("calm", "nothing goes wrong", Work.KEYS, NetworkFaults.NONE, ProcessFaults.NONE),
            new Scenario(
                    "cuts",
                    "connections are cut before, during and after requests, and lost bytes may arrive late",
                    Work.KEYS,
                    NetworkFaults.NONE.withDelays(8).withCuts(18, 12, 18).withLateArrivals(600, 8_000),
                    ProcessFaults.NONE),
            new Scenario(
                    "slow",
                    "bytes arrive late, very late or in pieces, and readers are slow",
                    Work.KEYS,
                    NetworkFaults.NONE
                            .withDelays(20)
                            .withLongDelays(15, 6_000)
                            .withSplits(200)
                            .withSlowReaders(400),
                    ProcessFaults.NONE),
            new Scenario(
                    "partitions",
                    "clients are partitioned from the server, one way or both, and connections fall silent",
                    Work.KEYS,
                    NetworkFaults.NONE.withDelays(5).withSilence(8),
                    new ProcessFaults(600, 900, 0, 0, 0, 0)),
            new Scenario(
                    "pauses",
                    "clients and the server are paused, and connections are cut",
                    Work.KEYS,
                    NetworkFaults.NONE.withDelays(5).withCuts(15, 0, 15).withLateArrivals(500, 5_000),
                    new ProcessFaults(200, 0, 2_500, 1_500, 0, 0)),
            new Scenario(
                    "restarts",
                    "the server restarts empty, and connections are cut",
                    Work.KEYS,
                    NetworkFaults.NONE.withDelays(8).withCuts(10, 5, 10).withLateArrivals(500, 5_000),
                    new ProcessFaults(400, 0, 0, 0, 800, 0)),
            new Scenario(
                    "deaths",
                    "clients die with requests in flight and are replaced",
                    Work.KEYS,
                    NetworkFaults.NONE.withDelays(8).withLongDelays(10, 3_000),
                    new ProcessFaults(150, 0, 0, 0, 0, 6)),
            new Scenario("rough", "everything goes wrong except restarts", Work.KEYS, BAD, TROUBLE),
            new Scenario(
                    "append", "clients append to one value while everything goes wrong", Work.APPEND, BAD, TROUBLE),
            new Scenario("lock", "clients count under a lock while everything goes wrong", Work.LOCK, BAD, TROUBLE),
            new Scenario(
                    "lock-deaths",
                    "lock holders die or are paused, and an operator breaks their locks",
                    Work.LOCK,
                    NetworkFaults.NONE
                            .withDelays(8)
                            .withLongDelays(5, 2_000)
                            .withCuts(10, 5, 10)
                            .withLateArrivals(500, 5_000),
                    new ProcessFaults(300, 0, 4_000, 0, 0, 5)),
            new Scenario(
                    "durable",
                    "the store is on disk; the server is killed or loses power, also during a step or at startup",
                    Work.KEYS,
                    NetworkFaults.NONE.withDelays(8).withCuts(10, 5, 10).withLateArrivals(500, 5_000),
                    new ProcessFaults(800, 0, 0, 0, 0, 0),
                    StoreFaults.DURABLE.withDeaths(300)),
            new Scenario(
                    "disk-full",
                    "the store is on a disk that fills up, is slow, or fails to fsync",
                    Work.KEYS,
                    NetworkFaults.NONE.withDelays(8),
                    new ProcessFaults(400, 0, 0, 0, 0, 0),
                    StoreFaults.DURABLE.withFullDisk(1_500).withSlowDisk(500).withFailedFsyncs(300)),
            new Scenario(
                    "durable-rough",
                    "the store is on disk, and everything goes wrong",
                    Work.KEYS,
                    BAD,
                    new ProcessFaults(400, 1_000, 1_000, 600, 0, 3),
                    StoreFaults.DURABLE
                            .withDeaths(500)
                            .withFullDisk(1_000)
                            .withSlowDisk(500)
                            .withFailedFsyncs(500)),
            new Scenario(
                    "lock-durable",
                    "clients count under a lock on a server that is killed, loses power, and restarts",
                    Work.LOCK,
                    NetworkFaults.NONE.withDelays(8).withCuts(10, 5, 10).withLateArrivals(500, 5_000),
                    new ProcessFaults(2_500, 0, 1_000, 0, 0, 0),
                    StoreFaults.DURABLE.withDeaths(300)),
            new Scenario(
                    "sessions",
                    "all clients write in sessions, clients die, the server restarts empty, and everything goes wrong",
                    Work.KEYS,
                    BAD,
                    new ProcessFaults(300, 1_500, 3_000, 2_000, 500, 3),
                    StoreFaults.MEMORY,
                    Sessions.ALL),
            new Scenario(
                    "sessions-durable",
                    "all clients write in sessions of a store on disk, and everything goes wrong",
                    Work.KEYS,
                    BAD,
                    new ProcessFaults(300, 1_500, 3_000, 2_000, 0, 3),
                    StoreFaults.DURABLE
                            .withDeaths(500)
                            .withFullDisk(1_000)
                            .withSlowDisk(500)
                            .withFailedFsyncs(500),
                    Sessions.ALL),
            new Scenario(
                    "holds",
                    "sessions own a key that guards another; their clients die, are paused and cut off",
                    Work.HOLD,
                    BAD,
                    new ProcessFaults(800, 1_200, 3_000, 800, 0, 5)),
            new Scenario(
                    "holds-durable",
                    "sessions own a key that guards another, in a store on a disk that fails, on a server that dies",
                    Work.HOLD,
                    NetworkFaults.NONE.withDelays(8).withCuts(10, 5, 10).withLateArrivals(500, 5_000),
                    new ProcessFaults(800, 800, 2_500, 800, 0, 5),
                    StoreFaults.DURABLE
                            .withDeaths(500)
                            .withFullDisk(1_000)
                            .withSlowDisk(500)
                            .withFailedFsyncs(500)),
            new Scenario(
                    "follows",
                    "clients follow keys, slowly or not, while everything goes wrong and the server restarts empty",
                    Work.FOLLOW,
                    BAD,
                    new ProcessFaults(400, 1_500, 1_500, 800, 1_500, 3)),
            new Scenario(
                    "follows-durable",
                    "clients follow keys of a store on a disk, on a server that is killed, loses power, and restarts",
                    Work.FOLLOW,
                    NetworkFaults.NONE
                            .withDelays(8)
                            .withSplits(60)
                            .withCuts(15, 10, 15)
                            .withLateArrivals(500, 5_000)
                            .withSilence(3),
                    new ProcessFaults(600, 1_000, 1_000, 600, 0, 3),
                    StoreFaults.DURABLE.withDeaths(300).withSlowDisk(300)),
            new Scenario(
                    "session-locks",
                    "clients compete for a lock with a session; holders die, are paused and cut off; the server restarts empty",
                    Work.SESSION_LOCK,
                    BAD,
                    new ProcessFaults(600, 1_200, 4_000, 800, 500, 5)),
            new Scenario(
                    "session-locks-durable",
                    "clients compete for a lock with a session, on a server that dies and whose disk fails",
                    Work.SESSION_LOCK,
                    NetworkFaults.NONE.withDelays(8).withCuts(10, 5, 10).withLateArrivals(500, 5_000),
                    new ProcessFaults(800, 800, 4_000, 800, 0, 5),
                    StoreFaults.DURABLE
                            .withDeaths(500)
                            .withFullDisk(1_000)
                            .withSlowDisk(500)
                            .withFailedFsyncs(500)),
            new Scenario(
                    "queues",
                    "clients queue for a lock, a semaphore or a leadership; its holders die, are paused and cut off",
                    Work.QUEUE,
                    BAD,
                    new ProcessFaults(800, 1_200, 3_000, 800, 0, 5)),
            new Scenario(
                    "queues-durable",
                    "clients queue for a lock, a semaphore or a leadership, on a server that dies with its disk",
                    Work.QUEUE,
                    NetworkFaults.NONE.withDelays(8).withCuts(10, 5, 10).withLateArrivals(500, 5_000),
                    new ProcessFaults(800, 800, 2_500, 800, 0, 5),
                    StoreFaults.DURABLE.withDeaths(500).withSlowDisk(500)),
            new Scenario(
                    "cluster-calm",
                    "three nodes serve clients, and nothing goes wrong",
                    Work.KEYS,
                    NetworkFaults.NONE,
                    ProcessFaults.NONE,
                    new ClusterFaults(3, false, false, 0, 0, 0)),
            new Scenario(
                    "cluster",
                    "nodes are killed, paused and partitioned, and messages and proposals are lost, late and duplicated",
                    Work.KEYS,
                    NetworkFaults.NONE.withDelays(8).withCuts(10, 5, 10).withLateArrivals(500, 5_000),
                    new ProcessFaults(900, 0, 0, 0, 0, 0),
                    new ClusterFaults(3, true, true, 2_500, 1_500, 1_500)),
            new Scenario(
                    "cluster-follows",
                    "clients follow keys from node to node, while five nodes are killed and partitioned",
                    Work.FOLLOW,
                    NetworkFaults.NONE.withDelays(8).withSplits(60).withCuts(10, 5, 10),
                    new ProcessFaults(1_200, 800, 0, 0, 0, 2),
                    new ClusterFaults(5, true, true, 2_000, 1_500, 0)),
            new Scenario(
                    "cluster-locks",
                    "clients compete for a lock with a session on nodes that are killed, paused and partitioned",
                    Work.SESSION_LOCK,
                    NetworkFaults.NONE.withDelays(8).withCuts(10, 5, 10).withLateArrivals(500, 5_000),
                    new ProcessFaults(1_200, 800, 4_000, 0, 0, 5),
                    new ClusterFaults(3, true, true, 2_000, 1_500, 1_500)),
            new Scenario(
                    "cluster-holds",
                    "sessions own a key that guards another, on nodes that are killed, paused and partitioned",
                    Work.HOLD,
                    NetworkFaults.NONE.withDelays(8).withCuts(10, 5, 10).withLateArrivals(500, 5_000),
                    new ProcessFaults(2_000, 800, 2_500, 0, 0, 5),
                    new ClusterFaults(3, true, true, 1_500, 1_000, 1_500)),
            new Scenario(
                    "transfers",
                    "clients transfer money with transactions, die and are replaced, while everything goes wrong and the server restarts empty",
                    Work.BANK,
                    BAD,
                    new ProcessFaults(400, 1_500, 1_500, 800, 1_500, 3)),
            new Scenario(
                    "transfers-durable",
                    "clients transfer money with transactions, on a server that is killed, loses power and restarts, and whose disk fails",
                    Work.BANK,
                    NetworkFaults.NONE.withDelays(8).withCuts(15, 10, 15).withLateArrivals(500, 5_000),
                    new ProcessFaults(400, 1_000, 1_000, 600, 0, 3),
                    StoreFaults.DURABLE
                            .withDeaths(400)
                            .withFullDisk(1_500)
                            .withSlowDisk(500)
                            .withFailedFsyncs(500)),
            new Scenario(
                    "cluster-transfers",
                    "clients transfer money with transactions, on nodes that are killed, paused and partitioned",
                    Work.BANK,
                    NetworkFaults.NONE.withDelays(8).withCuts(10, 5, 10).withLateArrivals(500, 5_000),
                    new ProcessFaults(900, 0, 0, 0, 0, 2),
                    new ClusterFaults(3, true, true, 2_500, 1_500, 1_500)));

    /** The scenario of that name. */
    public static Optional<Scenario> named(String name) {
        return ALL.stream().filter(scenario -> scenario.name.equals(name)).findFirst();
    }

    /** The scenario that a seed runs if none is named: consecutive seeds use consecutive scenarios. */
    public static Scenario of(long seed) {
        return ALL.get((int) Math.floorMod(seed, (long) ALL.size()));
    }

    /** The kinds of fault that must happen if the scenario runs often enough. */
    public List<FaultKind> ordered() {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        kinds.addAll(network.ordered());
        kinds.addAll(processes.ordered());
        kinds.addAll(store.ordered());
        kinds.addAll(cluster.ordered());
        if (COMPETING.contains(work) && processes.deathsMax() > 0) {
            kinds.add(FaultKind.HOLDER_DEATH);
        }
        return new ArrayList<>(kinds);
    }
}
