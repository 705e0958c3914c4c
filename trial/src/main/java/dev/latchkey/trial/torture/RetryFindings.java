package dev.latchkey.trial.torture;

import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What the clients of a run found out: how many writes had their outcome, and every outcome or state that is wrong. For all threads. */
final class RetryFindings {

    private final ReentrantLock lock = new ReentrantLock();
    private final SortedMap<String, Long> unknown = new TreeMap<>();
    private long writes;
    private long done;
    private long twice;
    private long lost;
    private long other;
    private @Nullable String first;

    /**
     * The counts so far.
     *
     * @param writes writes that have an outcome
     * @param done writes that took effect
     * @param unknown writes with the outcome {@code ErrMaybe}, by cause
     * @param twice writes that took effect more than once
     * @param lost writes that were acknowledged and did not take effect, or not for ever
     * @param other other wrong outcomes
     * @param first the first thing that was wrong; empty if everything is right
     */
    record Counted(
            long writes,
            long done,
            SortedMap<String, Long> unknown,
            long twice,
            long lost,
            long other,
            Optional<String> first) {}

    Counted counted() {
        lock.lock();
        try {
            return new Counted(writes, done, new TreeMap<>(unknown), twice, lost, other, Optional.ofNullable(first));
        } finally {
            lock.unlock();
        }
    }

    long writes() {
        lock.lock();
        try {
            return writes;
        } finally {
            lock.unlock();
        }
    }

    boolean isClean() {
        lock.lock();
        try {
            return first == null;
        } finally {
            lock.unlock();
        }
    }

    /** A write has the outcome that was due. */
    void right(PutOutcome outcome) {
        lock.lock();
        try {
            writes++;
            done += outcome instanceof PutOutcome.Ok ? 1 : 0;
        } finally {
            lock.unlock();
        }
    }

    /** A write ended in ErrMaybe, for a cause that is possible in a session. */
    void unknown(String cause) {
        lock.lock();
        try {
            writes++;
            unknown.merge(cause, 1L, Long::sum);
        } finally {
            lock.unlock();
        }
    }

    /** A write has another outcome than the one that was due. */
    void wrong(KeyWriter.Write write, PutOutcome outcome) {
        long seen = versionIn(outcome, write);
        wrong(
                Long.compare(seen, write.after().version().number()),
                write + " returned " + outcome + " instead of " + write.due());
    }

    /** The version that the key has according to an outcome. A key that does not exist has none: it was lost or deleted once more. */
    private static long versionIn(PutOutcome outcome, KeyWriter.Write write) {
        long gone = write.value().isPresent() ? -1 : Version.MAX.number();
        return outcome.fold(Version::number, Version::number, () -> gone, cause -> write.after()
                .version()
                .number());
    }

    /** The state of a key that no client writes any more is not the expected one. */
    void wrongState(KeyWriter.State expected, Reply.Listed.@Nullable Entry found, String what) {
        if (found != null) {
            wrong(expected.value().isEmpty() ? 1 : found.version().compareTo(expected.version()), what);
        } else {
            wrong(-1, what);
        }
    }

    /**
     * Something is wrong.
     *
     * @param more greater than 0 if more writes took effect than should have, less than 0 if fewer
     */
    void wrong(int more, String what) {
        lock.lock();
        try {
            twice += more > 0 ? 1 : 0;
            lost += more < 0 ? 1 : 0;
            other += more == 0 ? 1 : 0;
            first = first == null ? what : first;
        } finally {
            lock.unlock();
        }
    }
}
