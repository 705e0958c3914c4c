package dev.latchkey.sim.run;

import dev.latchkey.sim.world.FaultTally;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param violations what was wrong, in sentences; nothing was if it is empty
 * @param bug what was thrown where nothing may throw; null if nothing was
 * @param operations how many operations were begun
 * @param maybes how many ended in ErrMaybe
 * @param twice how often a create was executed again, after a delete: the Clerk without a session cannot rule that out
 * @param elapsed the time that passed in it
 * @param faults what happened
 */
public record RunReport(
        Scenario scenario,
        long seed,
        List<String> violations,
        @Nullable Throwable bug,
        long operations,
        long maybes,
        long twice,
        Duration elapsed,
        FaultTally faults) {

    public RunReport {
        violations = List.copyOf(violations);
    }

    public boolean isOk() {
        return violations.isEmpty();
    }

    /** The arguments of {@code latchkey} that run it again. */
    public String repeat() {
        return repeat(scenario, seed);
    }

    static String repeat(Scenario scenario, long seed) {
        return "simulate --seeds " + seed + " --scenario " + scenario.name();
    }
}
