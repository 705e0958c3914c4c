package dev.latchkey.sim.run;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.Mutex;
import dev.latchkey.client.link.Backoff;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.sim.load.AppendWorkload;
import dev.latchkey.sim.load.Judgement;
import dev.latchkey.sim.load.KeysWorkload;
import dev.latchkey.sim.load.LockWorkload;
import dev.latchkey.sim.load.OperationLog;
import dev.latchkey.sim.load.Workload;
import dev.latchkey.sim.load.World;
import dev.latchkey.sim.net.NetworkFaults;
import dev.latchkey.sim.world.FaultTally;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.SimulatedClient;
import dev.latchkey.sim.world.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One scenario with one seed. First faults happen while clients work; then they stop, every call must end within a bound, and
 * what is begun then must be answered. At the end all that was seen is judged.
 */
final class Run {

    private static final int CLIENTS_MIN = 3;
    private static final int CLIENTS_MAX = 5;
    private static final int CALLERS_MAX = 3;
    private static final int KEYS_MAX = 4;

    /** How many operations are begun while faults happen. */
    private static final int OPERATIONS = 520;

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(5), Duration.ofMillis(300));
    private static final Duration ANSWER_TIMEOUT = Duration.ofMillis(800);

    /** After so long a server whose disk was full notices that there is room, if somebody writes. */
    private static final Duration HEALING = Duration.ofMillis(1_100);

    /** A run that takes longer than this with faults is stuck. */
    private static final Duration SAFETY_MAX = Duration.ofMinutes(20);

    /**
     * How long any call may take to end once faults have stopped: a silent connection is given up, twice if the one after it was
     * begun before, and every wait before sending or connecting again is over.
     */
    private static final Duration LIVENESS_MAX =
            ANSWER_TIMEOUT.multipliedBy(2).plus(BACKOFF.max().multipliedBy(4)).plusSeconds(1);

    private final Scenario scenario;
    private final long seed;
    private final World world;
    private final SeededChance chance;
    private final Workload workload;
    private final Disturber disturber;
    private final List<String> violations = new ArrayList<>();
    private int clientsEver;
    private Duration elapsed = Duration.ZERO;

    Run(Scenario scenario, long seed, Trace trace) {
        this.scenario = scenario;
        this.seed = seed;
        this.world = new World(seed, scenario.network(), scenario.store().durable(), trace);
        this.chance = world.chance.of("run");
        this.workload = newWorkload();
        this.disturber = new Disturber(world, scenario.processes(), scenario.store(), this::replace);
    }

    /** Runs it, and judges what was seen. Throws nothing: what was thrown is in the report, beside the seed and the command. */
    static RunReport of(Scenario scenario, long seed, Trace trace) {
        try {
            return new Run(scenario, seed, trace).run();
        } catch (RuntimeException | AssertionError e) {
            List<String> violations = List.of("beginning or judging it threw " + e);
            return new RunReport(scenario, seed, violations, e, 0, 0, 0, Duration.ZERO, new FaultTally());
        }
    }

    private Workload newWorkload() {
        return switch (scenario.work()) {
            case KEYS ->
                new KeysWorkload(
                        world, chance.nextInt(1, KEYS_MAX + 1), chance.nextInt(1, CALLERS_MAX + 1), OPERATIONS);
            case APPEND -> new AppendWorkload(world, chance.nextInt(1, CALLERS_MAX + 1), OPERATIONS);
            case LOCK ->
                new LockWorkload(world, OPERATIONS, scenario.processes().deathsMax() > 0);
        };
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
            int clients = chance.nextInt(CLIENTS_MIN, CLIENTS_MAX + 1);
            for (int i = 0; i < clients; i++) {
                addClient();
            }
            disturber.start();
            workThroughFaults();
            stopFaults();
            elapsed = world.loop.elapsed();
            world.close();
        } catch (RuntimeException | AssertionError e) {
            thrown = e;
        }
        @Nullable Throwable bug = thrown != null ? thrown : world.operations.bug();
        if (bug != null) {
            violations.add("something threw " + bug);
        }
        if (scenario.ordered().isEmpty() && world.operations.maybes() > 0) {
            violations.add(world.operations.maybes() + " operations ended in ErrMaybe though nothing went wrong");
        }
        violations.addAll(workload.violations());

        Judgement judgement = Judgement.of(world.operations, workload);
        violations.addAll(judgement.violations());
        return new RunReport(
                scenario,
                seed,
                violations,
                bug,
                world.operations.size() + workload.lockHistory().size(),
                world.operations.maybes(),
                world.operations.twice(),
                elapsed,
                world.tally);
    }

    private void addClient() {
        clientsEver++;
        ClientConfig config = ClientConfig.of("virtual")
                .withAnswerTimeout(ANSWER_TIMEOUT)
                .withBackoff(BACKOFF)
                .withConnections(chance.nextInt(4) == 0 ? 2 : 1);
        workload.add(world.newClient("c" + clientsEver, config));
    }

    private void replace(SimulatedClient dead) {
        workload.died(dead);
        if (!workload.isWoundUp()) {
            addClient();
        }
    }

    private void workThroughFaults() {
        if (!world.loop.runUntil(workload::isWoundUp, SAFETY_MAX)) {
            violations.add("after " + world.loop.elapsed() + " only " + world.operations.size()
                    + " operations had been begun: the clients are stuck");
        }
    }

    private void stopFaults() {
        world.say("world", "faults stop");
        world.network.become(NetworkFaults.NONE);
        disturber.stop();
        requireIdle("calls that were under way when faults stopped had");
        if (scenario.store().fullMillisMax() > 0) {
            world.loop.advance(HEALING);
        }
        workload.probe(world.living());
        requireIdle("calls that were begun after faults had stopped had");
    }

    private void requireIdle(String what) {
        Duration end = world.loop.elapsed().plus(LIVENESS_MAX).plus(workload.livenessMore());
        if (!world.loop.runUntil(workload::isIdle, end)) {
            violations.add(what + " not ended after another " + LIVENESS_MAX.plus(workload.livenessMore()));
        }
    }
}
