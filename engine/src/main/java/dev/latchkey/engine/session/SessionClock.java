package dev.latchkey.engine.session;

import dev.latchkey.core.SessionId;
import dev.latchkey.seams.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The deadlines of all sessions, by a monotonic clock that does not count pauses of the process. They are not part of the state: after
 * a restart every session has its full time to live again.
 *
 * <p>Guarded by the lock under which the engine orders commands; other threads may call those methods that
 * say so.
 */
final class SessionClock {

    /** A check that comes later than this proves that the process or the machine was suspended, or that the disk did not respond. */
    static final Duration LATENESS_MAX = Duration.ofMillis(200);

    /** The time between checks while sessions exist, if a timer makes them: this much of a pause counts at most. */
    static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

    /** A session whose end was refused is ended again after this long. */
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    private static final long NEVER = Long.MAX_VALUE;
    private static final long NOW = Long.MIN_VALUE;

    private final Time time;
    private final long origin;
    private final Map<SessionId, Deadline> byId = new HashMap<>();
    private final TreeSet<Deadline> inOrder = new TreeSet<>();

    /** How much time was not counted. */
    private long forgiven;

    /** The same, for any thread. */
    private volatile long forgivenInAll;

    /** The first deadline, as {@link #next}. */
    private volatile long first = NEVER;

    private long lastCheck;
    private boolean started;
    private boolean timed;
    private Runnable earlier = () -> {};

    /** How many sessions are due whose end was not executed yet. */
    private int ending;

    /** When to check next, in nanoseconds since {@link #origin}. */
    private volatile long next;

    /** @param sessions whether the store has any; they have no deadline before {@link #start} */
    SessionClock(Time time, boolean sessions) {
        this.time = time;
        this.origin = read(time);
        this.started = !sessions;
        this.next = sessions ? NOW : NEVER;
    }

    /** Whether there are no sessions, so that nothing can be due. For any thread. */
    boolean isIdle() {
        return next == NEVER;
    }

    /** Whether {@link #takeDue} is to be called before anything else. Reads the clock only if there are sessions. For any thread. */
    boolean isCheckDue() {
        long at = next;
        return at != NEVER && (at == NOW || sinceOrigin() >= at);
    }

    /**
     * When {@link #isCheckDue} will be true, by {@link Time#nanos}; empty if nothing is to be checked until a command arrives.
     * For any thread.
     */
    OptionalLong nextCheck() {
        long at = next;
        return at == NEVER || at == NOW ? OptionalLong.empty() : OptionalLong.of(origin + at);
    }

    /** From now on the caller checks whenever {@link #nextCheck} says so, and {@code whenEarlier} is called when that moves forward. */
    void timedBy(Runnable whenEarlier) {
        earlier = whenEarlier;
        timed = true;
        lastCheck = now();
        updateNext();
    }

    boolean isStarted() {
        return started;
    }

    /** Starts the deadlines of the sessions that the store had when it was recovered. */
    void start(Consumer<SessionClock> sessions) {
        started = true;
        sessions.accept(this);
        lastCheck = now();
        updateNext();
    }

    private static long read(Time time) {
        return time.nanos();
    }

    private long sinceOrigin() {
        return read(time) - origin;
    }

    private long now() {
        return sinceOrigin() - forgiven;
    }

    /** How many sessions are to be ended and are not yet. */
    int ending() {
        return ending;
    }

    /**
     * Removes and returns the sessions whose time has passed, in order of deadlines and, if these are equal, of ids; their ends must be
     * ordered before any other command. None if the check comes too late: then all deadlines move by the lateness instead.
     */
    List<SessionId> takeDue() {
        long now = now();
        long lateness = timed && !inOrder.isEmpty() ? now - lastCheck - CHECK_INTERVAL.toNanos() : 0;
        List<Deadline> due = List.of();
        if (!isPause(lateness)) {
            due = takeSortedUntil(now);
            lateness = due.isEmpty() ? 0 : now - due.get(0).at();
        }
        long unchecked = now - lastCheck;
        lastCheck = now;
        if (isPause(lateness)) {
            // Why not more: the last check may have moved deadlines and left some that are due.
            forgive(Math.min(lateness, unchecked));
            inOrder.addAll(due);
            due = List.of();
        }
        due.forEach(deadline -> byId.remove(deadline.id()));
        ending += due.size();
        updateNext();
        return due.stream().map(Deadline::id).toList();
    }

    private static boolean isPause(long lateness) {
        return lateness > LATENESS_MAX.toNanos();
    }

    private void forgive(long nanos) {
        forgiven += nanos;
        forgivenInAll = forgiven;
        lastCheck -= nanos;
    }

    /** Removes the deadlines up to {@code now} from the sorted set, and sorts others again that were renewed. */
    private List<Deadline> takeSortedUntil(long now) {
        TreeSet<Deadline> taken = new TreeSet<>();
        while (!inOrder.isEmpty() && inOrder.first().sortedAt() <= now) {
            Deadline first = inOrder.pollFirst();
            first.sort();
            (first.at() <= now ? taken : inOrder).add(first);
        }
        return List.copyOf(taken);
    }

    /** When the next check should come at the latest; there are deadlines. */
    private long expectedCheck() {
        long first = inOrder.first().sortedAt();
        return timed ? Math.min(first, lastCheck + CHECK_INTERVAL.toNanos()) : first;
    }

    /** The time until the first deadline, or somewhat less; empty if there is none. For any thread. */
    OptionalLong nextExpiryMillis() {
        long at = first;
        return at == NEVER
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, TimeUnit.NANOSECONDS.toMillis(at - sinceOrigin())));
    }

    /** The time that was not counted. For any thread. */
    Duration forgiven() {
        return Duration.ofNanos(forgivenInAll);
    }

    private void updateNext() {
        first = inOrder.isEmpty() ? NEVER : forgiven + inOrder.first().sortedAt();
        long before = next;
        if (ending > 0 || !started) {
            next = NOW;
        } else {
            next = inOrder.isEmpty() ? NEVER : forgiven + expectedCheck();
        }
        if (next != NOW && (before == NOW || next < before)) {
            earlier.run();
        }
    }

    /** A session was opened. */
    void begin(SessionId id, int ttlMillis) {
        if (inOrder.isEmpty()) {
            lastCheck = now();
        }
        add(new Deadline(id, ttlMillis, now()));
    }

    private void add(Deadline deadline) {
        byId.put(deadline.id(), deadline);
        inOrder.add(deadline);
        updateNext();
    }

    /** A renewal without a time to live has arrived. */
    void renew(SessionId id) {
        change(id, deadline -> deadline.renew(now()));
    }

    /** A command that will set the time to live has arrived. */
    void renew(SessionId id, int nextTtlMillis, Object command) {
        change(id, deadline -> deadline.renew(now(), nextTtlMillis, command));
    }

    /** A command that sets the time to live was executed or refused, and the store says {@code ttlMillis} now. */
    void set(SessionId id, int ttlMillis, Object command) {
        Deadline deadline = byId.get(id);
        if (deadline != null && deadline.isSetBy(command)) {
            change(id, changed -> changed.set(ttlMillis, now()));
        }
    }

    private void change(SessionId id, Consumer<Deadline> change) {
        Deadline deadline = byId.get(id);
        if (deadline == null) {
            return;
        }
        change.accept(deadline);
        if (deadline.at() < deadline.sortedAt()) {
            inOrder.remove(deadline);
            deadline.sort();
            inOrder.add(deadline);
            updateNext();
        }
    }

    /** A session was closed. */
    void remove(SessionId id) {
        Deadline deadline = byId.get(id);
        if (deadline != null) {
            inOrder.remove(deadline);
            byId.remove(id);
            updateNext();
        }
    }

    /** The end of a session that was due was executed. */
    void ended() {
        ending--;
        updateNext();
    }

    /** The end of a session that was due could not be written: it is due again a little later. */
    void endRefused(SessionId id, int ttlMillis) {
        ending--;
        Deadline again = new Deadline(id, ttlMillis, now());
        again.move(now() + RETRY_INTERVAL.toNanos());
        again.sort();
        add(again);
    }
}
