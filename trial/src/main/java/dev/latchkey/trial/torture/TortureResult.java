package dev.latchkey.trial.torture;

import dev.latchkey.check.Verdict;
import dev.latchkey.check.Wording;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The result of a run.
 *
 * @param verdict the verdict on the recorded history
 * @param wording how the times and clients in the verdict are worded
 * @param broken the guarantee that the server violated, apart from the history; empty if none
 * @param endedEarly why the run stopped early; empty if it did not
 * @param time the duration of the run
 * @param kills the number of kills
 * @param starts the number of server starts
 * @param startMax the longest time from the start of a process until it was ready
 * @param recoveryMax the longest recovery, without the startup of the process
 * @param cuts startups that truncated a torn tail of the log
 * @param snapshots snapshots that were completed
 * @param fromSnapshots startups that loaded a snapshot
 * @param judged the number of operations that the verdict covers
 * @param keys the number of keys used
 * @param acknowledged acknowledged writes, all of them found again
 * @param asked the number of operations, by kind
 * @param answered the number of operations, by outcome
 * @param refusals the number of other errors returned by the server, by message
 * @param unknown the number of writes with the outcome {@code ErrMaybe}, by cause
 * @param retriedWrites the number of writes that were sent more than once
 * @param resentCreates creates without a session that reached the server more than once; each extra copy counts as one more operation
 */
public record TortureResult(
        Verdict verdict,
        Wording wording,
        Optional<String> broken,
        Optional<String> endedEarly,
        Duration time,
        int kills,
        int starts,
        Duration startMax,
        Duration recoveryMax,
        int cuts,
        int snapshots,
        int fromSnapshots,
        long judged,
        int keys,
        long acknowledged,
        SortedMap<String, Long> asked,
        SortedMap<String, Long> answered,
        SortedMap<String, Long> refusals,
        SortedMap<String, Long> unknown,
        long retriedWrites,
        long resentCreates) {

    /** Whether no violation was found and the check is complete. */
    public boolean isOk() {
        return word() == Verdict.Word.OK;
    }

    /** The verdict on the server: ILLEGAL if it violated a guarantee, else the verdict on the history. */
    public Verdict.Word word() {
        return broken.isPresent() ? Verdict.Word.ILLEGAL : verdict.word();
    }

    /** The number of operations. */
    public long operations() {
        return asked.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The number of operations with the outcome {@code ErrMaybe}. */
    public long maybes() {
        return answered.getOrDefault("maybe", 0L);
    }
}
