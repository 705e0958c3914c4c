package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.sim.run.Scenario;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The output and the exit codes of {@code latchkey simulate}, and the determinism of a seed. */
final class SimulateCommandTest {

    private static final CommandRun.Given NOBODY = CommandRun.Given.environment(Map.of());

    @Test
    void seedsAreRunAndSummedUp() {
        int runs = Scenario.ALL.size();
        CommandRun run = NOBODY.run("simulate", "--seeds", "1.." + runs, "--threads", "2");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains(runs + " runs", "operations/s", "simulated : real", "late write");
        Scenario.ALL.forEach(scenario -> assertThat(run.out()).contains(scenario.name()));
    }

    @Test
    void singleScenarioIsRunWithAnySeed() {
        CommandRun run = NOBODY.run("simulate", "--seeds", "-3", "--scenario", "lock");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("lock ", "1 runs").doesNotContain("rough");
    }

    @Test
    void traceOfASeedIsTheSameEveryTime() {
        String[] arguments = {"simulate", "--seeds", "8", "--trace"};
        CommandRun first = NOBODY.run(arguments);
        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).contains("server", "executes for", "faults stop");
        assertThat(NOBODY.run(arguments).out()).isEqualTo(first.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seeds 9..1 | 9..1",
                "--seeds many | must be a range",
                "--seeds 1..2 --scenario nope | lock-deaths",
                "--seeds 1 --threads 0 | 1 to 256",
                "--seeds 1..2 --trace | single seed",
                "--frob | --frob"
            })
    void wrongUsageIsOneLine(String arguments, String mention) {
        CommandRun run = NOBODY.run(("simulate " + arguments).split(" ", -1));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().contains(mention);
        assertThat(run.out()).isEmpty();
    }
}
