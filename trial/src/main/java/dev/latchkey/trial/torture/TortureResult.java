package dev.latchkey.trial.torture;

import dev.latchkey.check.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What came of a run.
 *
 * @param verdict of all that was recorded
 * @param broken what the server did that it must never do, the history apart; empty if nothing
 * @param endedEarly why it ended before its time; empty if it did not
 * @param time that it took
 * @param kills how often the server was killed
 * @param starts how often it was started
 * @param startMax the longest from the start of a process until it was ready
 * @param recoveryMax the longest that it took to read its directory, the start of the process apart
 * @param cuts how many starts cut a torn end of the log
 * @param snapshots how many snapshots were taken to the end
 * @param fromSnapshots how many starts read one
 * @param judged how many operations the verdict is of
 * @param keys on how many keys they were
 * @param acknowledged how many writes were acknowledged, and found again
 * @param asked operations by their kind
 * @param answered the same by how they ended
 * @param refusals what else the server said, by its words
 * @param resentCreates how many creates reached the server once more; each counts as one more operation
 */
public record TortureResult(
        Verdict verdict,
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
        long resentCreates) {

    /** Whether the server kept its promise, as far as was looked. */
    public boolean isOk() {
        return word() == Verdict.Word.OK;
    }

    /** The verdict on the server, in a word: what it must never do counts as what must never be seen. */
    public Verdict.Word word() {
        return broken.isPresent() ? Verdict.Word.ILLEGAL : verdict.word();
    }

    /** How many operations there were. */
    public long operations() {
        return asked.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many ended in {@code ErrMaybe}. */
    public long maybes() {
        return answered.getOrDefault("maybe", 0L);
    }
}
