package dev.latchkey.sim.world;

import java.util.EnumMap;
import java.util.Map;

/** Counts what became of sessions, and of the writes that ended in ErrMaybe. Not thread-safe. */
public final class SessionTally {

    private final Map<UnknownCause, Long> inSession = new EnumMap<>(UnknownCause.class);
    private final Map<UnknownCause, Long> withoutSession = new EnumMap<>(UnknownCause.class);
    private long writes;
    private long opened;
    private long expired;
    private long closed;
    private long repeats;

    /** A client has begun a write in a session. */
    public void addWrite() {
        writes++;
    }

    /** A write ended in ErrMaybe. */
    public void addUnknown(boolean session, UnknownCause cause) {
        (session ? inSession : withoutSession).merge(cause, 1L, Long::sum);
    }

    /** Adds the sessions of a store. */
    public void addSessions(long opened, long expired, long closed, long repeats) {
        this.opened += opened;
        this.expired += expired;
        this.closed += closed;
        this.repeats += repeats;
    }

    /** Adds the counts of another tally. */
    public void add(SessionTally other) {
        other.inSession.forEach((cause, count) -> inSession.merge(cause, count, Long::sum));
        other.withoutSession.forEach((cause, count) -> withoutSession.merge(cause, count, Long::sum));
        writes += other.writes;
        addSessions(other.opened, other.expired, other.closed, other.repeats);
    }

    /** The number of writes with an unknown outcome, in a session or without one. */
    public long unknown(boolean session, UnknownCause cause) {
        return (session ? inSession : withoutSession).getOrDefault(cause, 0L);
    }

    /** The number of all writes with an unknown outcome. */
    public long unknown() {
        return inSession.values().stream().mapToLong(count -> count).sum()
                + withoutSession.values().stream().mapToLong(count -> count).sum();
    }

    /** The number of writes that clients began in sessions. */
    public long writes() {
        return writes;
    }

    public long opened() {
        return opened;
    }

    public long expired() {
        return expired;
    }

    public long closed() {
        return closed;
    }

    /** How often the server answered a step of a session without executing it again. */
    public long repeats() {
        return repeats;
    }
}
