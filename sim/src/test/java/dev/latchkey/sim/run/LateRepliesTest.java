package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.sim.net.NetworkFaults;
import dev.latchkey.sim.store.StoreFaults;
import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.FaultTally;
import dev.latchkey.sim.world.Trace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Covers NET-03. Two thirds of the replies are 0.2 to 2.2 s late, longer than the answer timeout, and requests overtake each other
 * across connections. Every history is linearizable, and every call completes once the network recovers.
 */
final class LateRepliesTest {

    private static final int SEEDS = 25;
    private static final NetworkFaults LATE = NetworkFaults.NONE.withDelays(20).withLateReplies(667, 200, 2_200);

    private static FaultTally run(Scenario scenario) {
        FaultTally faults = new FaultTally();
        long maybes = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            RunReport report = Run.of(scenario, seed, Trace.off());
            assertThat(report.violations())
                    .as("seed %d of %s", seed, scenario.work())
                    .isEmpty();
            faults.add(report.faults());
            maybes += report.maybes();
        }
        assertThat(faults.of(FaultKind.LONG_DELAY)).as("late replies").isGreaterThan(SEEDS * 50L);
        assertThat(maybes).as("ErrMaybe").isPositive();
        return faults;
    }

    private static Scenario scenario(Scenario.Work work, StoreFaults store) {
        return new Scenario("late-replies", "replies are late", work, LATE, ProcessFaults.NONE, store);
    }

    /** Without queues, which take so many round trips that a run would exceed its time limit. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "QUEUE")
    void historyIsLinearizable(Scenario.Work work) {
        run(scenario(work, StoreFaults.MEMORY));
    }

    @ParameterizedTest
    @ValueSource(strings = "KEYS")
    void requestsOfOneKeyOvertakeEachOther(Scenario.Work work) {
        assertThat(run(scenario(work, StoreFaults.DURABLE)).of(FaultKind.OVERTAKING))
                .isPositive();
    }
}
