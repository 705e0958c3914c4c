package dev.latchkey.trial.verify;

import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.History;
import dev.latchkey.trial.record.Reaction;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What came of a run.
 *
 * @param verdict of all that was recorded
 * @param endedEarly why it ended before its time; empty if it did not
 * @param time that it took, its cleaning up apart
 * @param judged how many operations the verdict is of
 * @param keys on how many keys they were
 * @param asked operations by their kind
 * @param answered the same by how they ended
 * @param faults by their kind
 * @param refusals what else the server said, by its words
 * @param resentCreates how many creates reached the server once more; each counts as one more operation
 * @param shown what a report shows
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

    /** How many operations there were. */
    public long operations() {
        return asked.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many ended in {@code ErrMaybe}. */
    public long maybes() {
        return answered.getOrDefault(Reaction.MAYBE, 0L);
    }
}
