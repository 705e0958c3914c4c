package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.sim.world.FaultKind;
import dev.latchkey.sim.world.FaultTally;
import dev.latchkey.sim.world.FollowTally;
import dev.latchkey.sim.world.LockTally;
import dev.latchkey.sim.world.SessionTally;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BatchReportTest {

    private static final Scenario CUTS = Scenario.named("cuts").orElseThrow();

    private static RunReport run(long seed, List<String> violations, FaultTally faults) {
        return new RunReport(
                CUTS,
                seed,
                violations,
                null,
                500,
                1,
                Duration.ofSeconds(2),
                faults,
                new SessionTally(),
                new FollowTally(),
                new LockTally());
    }

    private static BatchReport ofRuns(int count) {
        BatchReport report = new BatchReport();
        for (int seed = 1; seed <= count; seed++) {
            FaultTally faults = new FaultTally();
            CUTS.ordered().stream().filter(kind -> kind != FaultKind.CUT_AMID).forEach(faults::add);
            report.add(run(seed, List.of(), faults));
        }
        return report;
    }

    @Test
    void batchInWhichAnOrderedFaultNeverHappenedIsVoid() {
        assertThat(ofRuns(BatchReport.RUNS_MIN).missing())
                .containsExactly("void: no cut amid in " + BatchReport.RUNS_MIN + " runs of cuts");
    }

    @Test
    void fewRunsAreNotJudgedForFaultsThatAreMissing() {
        assertThat(ofRuns(BatchReport.RUNS_MIN - 1).missing()).isEmpty();
    }

    @Test
    void runThatCannotBeReportedIsNamedWithItsCommand() {
        SeedBatch batch = new SeedBatch(7, 7, Optional.of(CUTS), 1);
        assertThatThrownBy(() -> batch.run(run -> {
                    throw new IllegalStateException("disk full");
                }))
                .hasMessageContaining("seed 7 of cuts")
                .hasMessageContaining("disk full")
                .hasMessageEndingWith("latchkey simulate --seeds 7 --scenario cuts");
    }

    @Test
    void failuresAreInTheOrderOfSeedsAndAllAreCounted() {
        BatchReport report = new BatchReport();
        for (int seed = 30; seed > 0; seed--) {
            report.add(run(seed, List.of("wrong"), new FaultTally()));
        }
        assertThat(report.failed()).isEqualTo(30);
        assertThat(report.failures())
                .hasSize(BatchReport.FAILURES_MAX)
                .extracting(RunReport::seed)
                .isSorted();
    }

    @Test
    void sumsAreOfAllRuns() {
        BatchReport report = ofRuns(4);
        assertThat(report.runs()).isEqualTo(4);
        assertThat(report.operations()).isEqualTo(2_000);
        assertThat(report.elapsed()).isEqualTo(Duration.ofSeconds(8));
    }
}
