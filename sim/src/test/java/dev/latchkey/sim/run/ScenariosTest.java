package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.lock.loss.LockLoss;
import dev.latchkey.sim.world.FaultTally;
import dev.latchkey.sim.world.LockTally;
import dev.latchkey.sim.world.Trace;
import org.junit.jupiter.api.Test;

/**
 * Runs each scenario with a few seeds, up to the first failure; the system property {@code scenario.seeds} sets their number. Planted
 * bugs are caught here. {@link SeedsTest} runs many. After each
 * restart of a durable store, its state is compared with the commands that were executed, byte for byte.
 *
 * <p>Covers NET-02, NET-04, CLK-04, LOCK-01, LOCK-02, LOCK-06, SESS-02, FOLL-01, CLUS-01, CLUS-02, CLUS-09 and CLUS-10.
 */
final class ScenariosTest {

    /** As many as are needed for every fault to happen, and for every planted bug to be caught. */
    private static final int ENOUGH_SEEDS = 50;

    private static final int SEEDS = Integer.getInteger("scenario.seeds", 12);

    private static LockTally run(String name) {
        Scenario scenario = Scenario.named(name).orElseThrow();
        FaultTally faults = new FaultTally();
        LockTally locks = new LockTally();
        for (long seed = 1; seed <= SEEDS; seed++) {
            RunReport report = Run.of(scenario, seed, Trace.off());
            faults.add(report.faults());
            locks.add(report.locks());
            assertThat(report.violations())
                    .as("caught by %d seeds of %s; to repeat: latchkey %s", seed, name, report.repeat())
                    .isEmpty();
        }
        System.out.printf("%s: %d seeds, %s%n", name, SEEDS, faults);
        if (SEEDS >= ENOUGH_SEEDS) {
            assertThat(faults.missing(scenario.ordered()))
                    .as("faults that never happened")
                    .isEmpty();
        }
        return locks;
    }

    @Test
    void nothingGoesWrong() {
        run("calm");
    }

    @Test
    void cuts() {
        run("cuts");
    }

    @Test
    void slowness() {
        run("slow");
    }

    @Test
    void partitions() {
        run("partitions");
    }

    @Test
    void pauses() {
        run("pauses");
    }

    @Test
    void restarts() {
        run("restarts");
    }

    @Test
    void deaths() {
        run("deaths");
    }

    @Test
    void everythingAtOnce() {
        run("rough");
    }

    @Test
    void appending() {
        run("append");
    }

    @Test
    void lock() {
        run("lock");
    }

    @Test
    void lockWhoseHoldersDie() {
        run("lock-deaths");
    }

    @Test
    void durable() {
        run("durable");
    }

    @Test
    void fullSlowAndFailingDisk() {
        run("disk-full");
    }

    @Test
    void durableAndEverythingAtOnce() {
        run("durable-rough");
    }

    @Test
    void lockOfADurableStore() {
        run("lock-durable");
    }

    @Test
    void sessions() {
        run("sessions");
    }

    @Test
    void sessionsOfADurableStore() {
        run("sessions-durable");
    }

    @Test
    void keysThatSessionsOwn() {
        run("holds");
    }

    @Test
    void keysThatSessionsOwnInADurableStore() {
        run("holds-durable");
    }

    @Test
    void follows() {
        run("follows");
    }

    @Test
    void followsOfADurableStore() {
        run("follows-durable");
    }

    @Test
    void lockWithASession() {
        LockTally locks = run("session-locks");
        assertThat(locks.losses(LockLoss.UNREACHABLE)).isPositive();
        assertThat(locks.losses(LockLoss.STORE_CHANGED)).isPositive();
        assertThat(locks.losses(LockLoss.BROKEN)).isPositive();
        assertThat(locks.stale()).as("stale guarded writes").isPositive();
        assertThat(locks.released()).isPositive();
    }

    @Test
    void lockWithASessionOfADurableStore() {
        LockTally locks = run("session-locks-durable");
        assertThat(locks.losses(LockLoss.UNREACHABLE)).isPositive();
        assertThat(locks.stale()).as("stale guarded writes").isPositive();
    }

    @Test
    void queuesForLocks() {
        run("queues");
    }

    @Test
    void queuesForLocksOfADurableStore() {
        run("queues-durable");
    }

    @Test
    void clusterWithoutFaults() {
        run("cluster-calm");
    }

    @Test
    void cluster() {
        run("cluster");
    }

    @Test
    void followsFromNodeToNode() {
        run("cluster-follows");
    }

    @Test
    void lockWithASessionOfACluster() {
        run("cluster-locks");
    }

    @Test
    void keysThatSessionsOwnInACluster() {
        run("cluster-holds");
    }

    @Test
    void transfers() {
        run("transfers");
    }

    @Test
    void transfersInADurableStore() {
        run("transfers-durable");
    }

    @Test
    void transfersInACluster() {
        run("cluster-transfers");
    }

    @Test
    void everyScenarioIsRunHere() {
        assertThat(Scenario.ALL).hasSize(33);
    }
}
