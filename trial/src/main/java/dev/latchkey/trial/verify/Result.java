package dev.latchkey.trial.verify;

import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.History;
import dev.latchkey.trial.record.OperationResult;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The result of a run.
 *
 * @param verdict the verdict on the recorded history
 * @param broken the guarantee that was violated, apart from the history; empty if none
 * @param unread why the final state of the keys could not be compared; empty if it was, and for clients without sessions
 * @param endedEarly why the run stopped early; empty if it did not
 * @param time the duration of the run, without the cleanup
 * @param judged the number of operations that the verdict covers
 * @param keys the number of keys used
 * @param asked the number of operations, by kind
 * @param answered the number of operations, by outcome
 * @param faults the number of injected faults, by kind
 * @param refusals the number of other errors returned by the server, by message
 * @param unknown the number of writes with the outcome {@code ErrMaybe}, by cause
 * @param retriedWrites the number of writes that were sent more than once
 * @param resentCreates creates without a session that reached the server more than once; each extra copy counts as one more operation
 * @param shown the history to show in a report
 */
public record Result(
        Verdict verdict,
        Optional<String> broken,
        Optional<String> unread,
        Optional<String> endedEarly,
        Duration time,
        long judged,
        int keys,
        SortedMap<String, Long> asked,
        SortedMap<String, Long> answered,
        SortedMap<String, Long> faults,
        SortedMap<String, Long> refusals,
        SortedMap<String, Long> unknown,
        long retriedWrites,
        long resentCreates,
        Cleanup cleanup,
        History<?, ?, ?> shown) {

    /** The verdict on the server: ILLEGAL if a guarantee was violated, else the verdict on the history. */
    public Verdict.Word word() {
        return broken.isPresent() ? Verdict.Word.ILLEGAL : verdict.word();
    }

    /** The number of operations. */
    public long operations() {
        return asked.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The number of operations with the outcome {@code ErrMaybe}. */
    public long maybes() {
        return answered.getOrDefault(OperationResult.MAYBE, 0L);
    }
}
