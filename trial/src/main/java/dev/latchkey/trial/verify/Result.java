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
 * @param endedEarly why the run stopped early; empty if it did not
 * @param time the duration of the run, without the cleanup
 * @param judged the number of operations that the verdict covers
 * @param keys the number of keys used
 * @param asked the number of operations, by kind
 * @param answered the number of operations, by outcome
 * @param faults the number of injected faults, by kind
 * @param refusals the number of other errors returned by the server, by message
 * @param resentCreates creates that reached the server more than once; each extra copy counts as one more operation
 * @param shown the history to show in a report
 */
public record Result(
        Verdict verdict,
        Optional<String> endedEarly,
        Duration time,
        long judged,
        int keys,
        SortedMap<String, Long> asked,
        SortedMap<String, Long> answered,
        SortedMap<String, Long> faults,
        SortedMap<String, Long> refusals,
        long resentCreates,
        Cleanup cleanup,
        History<?, ?, ?> shown) {

    /** The number of operations. */
    public long operations() {
        return asked.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The number of operations with the outcome {@code ErrMaybe}. */
    public long maybes() {
        return answered.getOrDefault(OperationResult.MAYBE, 0L);
    }
}
