package dev.latchkey.engine.session;

import dev.latchkey.core.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of one session. Times are those of {@link SessionClock}.
 *
 * <p>Deadlines are sorted by a time that is not later than they are. A renewal, which is frequent, leaves that time as it is, so that
 * the sorted set need not change.
 */
final class Deadline implements Comparable<Deadline> {

    private final SessionId id;
    private int ttlMillis;
    private long renewedAt;
    private long at;
    private long sortedAt;

    /** The last command that sets the time to live and is not executed yet; until then the deadline does not move backwards. */
    private @Nullable Object setting;

    Deadline(SessionId id, int ttlMillis, long now) {
        this.id = id;
        this.ttlMillis = ttlMillis;
        this.renewedAt = now;
        this.at = now + nanos(ttlMillis);
        this.sortedAt = at;
    }

    private static long nanos(int millis) {
        return millis * 1_000_000L;
    }

    SessionId id() {
        return id;
    }

    long at() {
        return at;
    }

    /** The time by which the deadline is sorted. */
    long sortedAt() {
        return sortedAt;
    }

    /** Sorts the deadline by itself. Call this only while it is in no sorted set. */
    void sort() {
        sortedAt = at;
    }

    void renew(long now) {
        renewedAt = now;
        at = Math.max(at, now + nanos(ttlMillis));
    }

    /** As {@link #renew}, with the longer one of the present and the coming time to live. */
    void renew(long now, int nextTtlMillis, Object command) {
        setting = command;
        renew(now);
        at = Math.max(at, now + nanos(nextTtlMillis));
    }

    boolean isSetBy(Object command) {
        return setting == command;
    }

    /**
     * The last command that sets the time to live was executed: the deadline follows from the time to live in the store. It does not
     * move into the past, which would look like a pause of the process.
     */
    void set(int millis, long now) {
        setting = null;
        ttlMillis = millis;
        at = Math.max(renewedAt + nanos(millis), Math.min(at, now));
    }

    void move(long time) {
        at = time;
    }

    @Override
    public int compareTo(Deadline other) {
        int order = Long.compare(sortedAt, other.sortedAt);
        return order == 0 ? id.compareTo(other.id) : order;
    }
}
