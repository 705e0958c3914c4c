package dev.latchkey.sim.run;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.lock.Mutex;
import dev.latchkey.check.model.txn.RegisterTransaction;
import dev.latchkey.check.model.txn.TransactionOutput;
import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.StoreId;
import dev.latchkey.sim.load.AppendWorkload;
import dev.latchkey.sim.load.BankWorkload;
import dev.latchkey.sim.load.CheckFindings;
import dev.latchkey.sim.load.FollowWorkload;
import dev.latchkey.sim.load.HoldWorkload;
import dev.latchkey.sim.load.KeysWorkload;
import dev.latchkey.sim.load.LockWorkload;
import dev.latchkey.sim.load.OperationLog;
import dev.latchkey.sim.load.QueueWorkload;
import dev.latchkey.sim.load.SessionLockWorkload;
import dev.latchkey.sim.load.Workload;
import dev.latchkey.sim.load.World;
import dev.latchkey.sim.net.NetworkFaults;
import dev.latchkey.sim.world.FaultTally;
import dev.latchkey.sim.world.FollowTally;
import dev.latchkey.sim.world.LockTally;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.SessionTally;
import dev.latchkey.sim.world.SimulatedClient;
import dev.latchkey.sim.world.Trace;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of a scenario with one seed. First, faults are injected while clients work. Then faults stop: every call in progress
 * must complete within a bound, and every call begun from then on must be answered. Finally the history of the run is checked.
 */
final class Run {

    private static final int CLIENTS_MIN = 3;
    private static final int CLIENTS_MAX = 5;
    private static final int CALLERS_MAX = 3;
    private static final int KEYS_MAX = 4;

    /** The number of operations begun while faults are injected. */
    private static final int OPERATIONS = 520;

    private static final Duration SESSION_TTL_LONG = Duration.ofHours(24);
    private static final long SESSION_MICROS_MIN = 300_000;
    private static final int SESSION_MILLIS_MAX = 4_000;

    /** The events that a store keeps if it is to evict some while clients follow it. */
    private static final int EVENTS_FEW = 15;

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(5), Duration.ofMillis(300));
    private static final Duration ANSWER_TIMEOUT = Duration.ofMillis(800);

    /** The time within which a server whose disk was full notices free space, provided a client writes. */
    private static final Duration HEALING = Duration.ofMillis(1_100);

    /** A run that takes longer than this while faults are injected is stuck. */
    private static final Duration SAFETY_MAX = Duration.ofMinutes(20);

    /**
     * The maximum time for any call to complete once faults have stopped: a silent connection times out (twice, if its successor
     * was also opened before), and every delay before a retry or a reconnect has elapsed.
     */
    private static final Duration LIVENESS_MAX =
            ANSWER_TIMEOUT.multipliedBy(2).plus(BACKOFF.max().multipliedBy(4)).plusSeconds(1);

    /** The time within which a cluster without faults elects a leader, settles what was handed on before, and serves again. */
    private static final Duration ELECTION_MAX = Duration.ofSeconds(6);

    private final Scenario scenario;
    private final long seed;
    private final World world;
    private final SeededChance chance;
    private final SeededChance sessionDraws;
    private final Duration sessionTtl;
    private final Workload workload;
    private final FaultInjector disturber;
    private final List<String> violations = new ArrayList<>();
    private int clientsEver;
    private Duration elapsed = Duration.ZERO;

    Run(Scenario scenario, long seed, Trace trace) {
        this.scenario = scenario;
        this.seed = seed;
        this.world = new World(seed, scenario.network(), scenario.store().durable(), scenario.cluster(), trace);
        this.chance = world.chance.of("run");
        this.sessionDraws = world.chance.of("sessions");
        this.sessionTtl = sessionTtl();
        this.workload = newWorkload();
        this.disturber =
                new FaultInjector(world, scenario.processes(), scenario.store(), scenario.cluster(), this::replace);
    }

    /** Runs a seed and checks its history. Never throws; an exception is reported together with the seed and the command. */
    static RunReport of(Scenario scenario, long seed, Trace trace) {
        try {
            return new Run(scenario, seed, trace).run();
        } catch (RuntimeException | AssertionError e) {
            List<String> violations = List.of("setting up or checking the run threw " + e);
            return new RunReport(
                    scenario,
                    seed,
                    violations,
                    e,
                    0,
                    0,
                    Duration.ZERO,
                    new FaultTally(),
                    new SessionTally(),
                    new FollowTally(),
                    new LockTally());
        }
    }

    /** Half of the runs have sessions that are longer than any fault, and the others have sessions that faults can end. */
    private Duration sessionTtl() {
        if (sessionDraws.nextBoolean()) {
            world.requireSessions();
            return SESSION_TTL_LONG;
        }
        return Duration.ofNanos(sessionDraws.nanosUpTo(SESSION_MICROS_MIN, SESSION_MILLIS_MAX))
                .truncatedTo(ChronoUnit.MILLIS);
    }

    private Workload newWorkload() {
        return switch (scenario.work()) {
            case KEYS ->
                new KeysWorkload(
                        world, chance.nextInt(1, KEYS_MAX + 1), chance.nextInt(1, CALLERS_MAX + 1), OPERATIONS);
            case APPEND -> new AppendWorkload(world, chance.nextInt(1, CALLERS_MAX + 1), OPERATIONS);
            case LOCK ->
                new LockWorkload(world, OPERATIONS, scenario.processes().deathsMax() > 0);
            case FOLLOW -> new FollowWorkload(world, OPERATIONS, evictsEvents());
            case HOLD -> new HoldWorkload(world, config(), OPERATIONS);
            case SESSION_LOCK -> new SessionLockWorkload(world, OPERATIONS);
            case QUEUE -> new QueueWorkload(world, OPERATIONS);
            case BANK -> new BankWorkload(world, chance.nextInt(1, CALLERS_MAX + 1), OPERATIONS);
        };
    }

    /** Half of the stores in memory keep so few events that clients which are interrupted miss some. */
    private boolean evictsEvents() {
        boolean evicts = !scenario.store().durable() && !scenario.cluster().isCluster() && chance.nextBoolean();
        if (evicts) {
            world.server.keepEvents(EVENTS_FEW);
        }
        return evicts;
    }

    World world() {
        return world;
    }

    OperationLog operations() {
        return world.operations;
    }

    List<Operation<Mutex.Input, Mutex.Output>> lockHistory() {
        return workload.lockHistory();
    }

    RunReport run() {
        @Nullable Throwable thrown = null;
        try {
            if (scenario.cluster().isCluster()) {
                world.loop.advance(
                        ELECTION_MAX); // why: without a leader, the first calls of clients take longer than their
                // deadline
            }
            int clients = chance.nextInt(CLIENTS_MIN, CLIENTS_MAX + 1);
            for (int i = 0; i < clients; i++) {
                addClient();
            }
            disturber.start();
            workThroughFaults();
            stopFaults();
            elapsed = world.loop.elapsed();
            workload.close();
            world.close();
        } catch (RuntimeException | AssertionError e) {
            thrown = e;
        }
        @Nullable Throwable bug = thrown != null ? thrown : world.operations.bug();
        if (bug != null) {
            violations.add("unexpected exception: " + bug);
        }
        if (scenario.ordered().isEmpty() && world.operations.maybes() > 0) {
            violations.add(world.operations.maybes() + " operations ended in ErrMaybe without any fault");
        }
        violations.addAll(workload.violations());
        violations.addAll(world.operations.violations());

        CheckFindings judgement = CheckFindings.of(world.operations, workload);
        violations.addAll(judgement.violations());
        return new RunReport(
                scenario,
                seed,
                violations,
                bug,
                world.operations.size() + workload.lockHistory().size() + transactions(),
                world.operations.twice(),
                elapsed,
                world.tally,
                world.sessions,
                world.follows,
                world.locks);
    }

    private int transactions() {
        return transactionHistories().values().stream().mapToInt(List::size).sum();
    }

    Map<StoreId, List<Operation<RegisterTransaction, TransactionOutput>>> transactionHistories() {
        return workload.transactionHistories();
    }

    private static ClientConfig config() {
        return ClientConfig.of("virtual").withAnswerTimeout(ANSWER_TIMEOUT).withBackoff(BACKOFF);
    }

    private void addClient() {
        clientsEver++;
        ClientConfig config = config().withConnections(chance.nextInt(4) == 0 ? 2 : 1);
        boolean inSession = scenario.sessions() == Scenario.Sessions.ALL || sessionDraws.nextBoolean();
        workload.add(world.newClient("c" + clientsEver, config.withSessionTtl(sessionTtl), inSession));
    }

    private void replace(SimulatedClient dead) {
        workload.died(dead);
        if (!workload.isWindingDown()) {
            addClient();
        }
    }

    private void workThroughFaults() {
        if (!world.loop.runUntil(workload::isWindingDown, SAFETY_MAX)) {
            violations.add("after " + world.loop.elapsed() + " only " + world.operations.size()
                    + " operations had begun: the clients are stuck");
        }
    }

    private void stopFaults() {
        world.say("world", "faults stop");
        world.network.setFaults(NetworkFaults.NONE);
        disturber.stop();
        requireIdle("calls in progress when faults stopped");
        if (scenario.store().fullMillisMax() > 0) {
            world.loop.advance(HEALING);
        }
        if (scenario.cluster().isCluster()) {
            world.loop.advance(ELECTION_MAX);
        }
        workload.probe(world.living());
        requireIdle("calls begun after faults had stopped");
    }

    private Duration livenessMax() {
        Duration max = LIVENESS_MAX.plus(workload.livenessMore());
        return scenario.cluster().isCluster() ? max.plus(ELECTION_MAX) : max;
    }

    private void requireIdle(String what) {
        Duration end = world.loop.elapsed().plus(livenessMax());
        if (!world.loop.runUntil(workload::isIdle, end)) {
            violations.add(what + " had not completed after another " + livenessMax());
        }
    }
}
