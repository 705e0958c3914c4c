package dev.latchkey.trial.torture;

import dev.latchkey.check.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The result of a run of {@link RetryTorture}.
 *
 * @param broken the first outcome or state that was wrong, or what else the server has violated; empty if nothing
 * @param endedEarly why the run stopped early; empty if it did not
 * @param writes the number of writes that have an outcome
 * @param retried the number of writes that were sent more than once
 * @param done the number of writes that took effect
 * @param unknown the number of writes with the outcome {@code ErrMaybe}, by cause
 * @param appliedTwice the number of writes that took effect more than once
 * @param lost the number of acknowledged writes that did not take effect, or not for ever
 * @param otherwiseWrong the number of other wrong outcomes
 * @param kills the number of kills
 * @param starts the number of server starts
 * @param snapshots snapshots that were completed
 * @param fromSnapshots startups that loaded a snapshot
 * @param faults the number of injected faults, by kind
 * @param wall the duration of the run
 * @param cpu the processor time of this process and of all server processes
 */
public record RetryResult(
        Optional<String> broken,
        Optional<String> endedEarly,
        long writes,
        long retried,
        long done,
        SortedMap<String, Long> unknown,
        long appliedTwice,
        long lost,
        long otherwiseWrong,
        int kills,
        int starts,
        int snapshots,
        int fromSnapshots,
        SortedMap<String, Long> faults,
        Duration wall,
        Duration cpu) {

    /** The verdict: ILLEGAL if anything was wrong, UNKNOWN if no write took effect. */
    public Verdict.Word word() {
        if (broken.isPresent()) {
            return Verdict.Word.ILLEGAL;
        }
        return done == 0 ? Verdict.Word.UNKNOWN : Verdict.Word.OK;
    }

    /** The number of writes with the outcome {@code ErrMaybe}. */
    public long maybes() {
        return unknown.values().stream().mapToLong(Long::longValue).sum();
    }
}
