package dev.latchkey.sim.run;

import dev.latchkey.sim.world.FaultTally;
import dev.latchkey.sim.world.FollowTally;
import dev.latchkey.sim.world.LockTally;
import dev.latchkey.sim.world.SessionTally;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run.
 *
 * @param violations everything that was wrong, one sentence each; empty if the run passed
 * @param bug the first exception thrown where none may be thrown; null if there was none
 * @param operations the number of operations begun
 * @param twice how often a create was executed again after a delete, which a Clerk without a session cannot rule out
 * @param elapsed the virtual time that passed
 * @param faults the faults that happened
 * @param sessions what became of sessions, and the causes of ErrMaybe
 * @param follows what became of follows
 * @param locks what became of locks with sessions
 */
public record RunReport(
        Scenario scenario,
        long seed,
        List<String> violations,
        @Nullable Throwable bug,
        long operations,
        long twice,
        Duration elapsed,
        FaultTally faults,
        SessionTally sessions,
        FollowTally follows,
        LockTally locks) {

    public RunReport {
        violations = List.copyOf(violations);
    }

    /** The number of operations that ended in ErrMaybe. */
    public long maybes() {
        return sessions.unknown();
    }

    public boolean isOk() {
        return violations.isEmpty();
    }

    /** The arguments of {@code latchkey} that repeat the run. */
    public String repeat() {
        return repeat(scenario, seed);
    }

    static String repeat(Scenario scenario, long seed) {
        return "simulate --seeds " + seed + " --scenario " + scenario.name();
    }
}
