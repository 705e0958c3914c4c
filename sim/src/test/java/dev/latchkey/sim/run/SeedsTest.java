package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.seams.SystemTime;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Server, Clerk and lock under every fault, with many seeds. {@code -Dsim.seeds=N} sets their number; {@code -Dsim.seed=S} runs
 * only one. A failure names the seed, the scenario and the command that repeats it.
 */
final class SeedsTest {

    private static final int SEEDS = 250;
    private static final int OPERATIONS_MIN = 500;
    private static final double NANOS_PER_SECOND = 1e9;

    @Test
    void everySeedIsLinearizableAndEveryCallEnds() throws InterruptedException {
        Long only = Long.getLong("sim.seed");
        int count = Integer.getInteger("sim.seeds", SEEDS);
        SeedBatch batch = only == null
                ? new SeedBatch(1, count, Optional.empty(), Runtime.getRuntime().availableProcessors())
                : new SeedBatch(only, only, Optional.empty(), 1);
        long began = SystemTime.INSTANCE.nanos();
        BatchReport report = batch.run(run -> assertThat(run.operations())
                .as("operations of seed %d", run.seed())
                .isGreaterThanOrEqualTo(OPERATIONS_MIN));
        double seconds = (SystemTime.INSTANCE.nanos() - began) / NANOS_PER_SECOND;
        System.out.print(report.table());
        System.out.printf(
                Locale.ROOT,
                "%nsimulated : real %.0f : 1, %,.0f operations/s, %.1f s%n",
                report.elapsed().toMillis() / 1_000.0 / seconds,
                report.operations() / seconds,
                seconds);
        assertThat(report.failures())
                .extracting(run -> "seed " + run.seed() + " of "
                        + run.scenario().name() + ": " + run.violations() + "\nTo repeat: latchkey " + run.repeat())
                .isEmpty();
        assertThat(report.missing()).isEmpty();
    }
}
