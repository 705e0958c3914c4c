package dev.latchkey.shedlock;

import dev.latchkey.client.clerk.Guard;
import dev.latchkey.core.Key;
import dev.latchkey.core.Version;
import java.time.Instant;
import net.javacrumbs.shedlock.core.ClockProvider;

/** One hold of a lock, from its acquisition to its release, through all extensions. Thread-safe. */
final class LockHold {

    private final String name;
    private final Key key;
    private final Version token;
    private final TimedSession session;
    private volatile FencedLock lock;

    /** When the lock expires, by the clock of the client. */
    private volatile Instant until;

    private volatile boolean over;

    LockHold(String name, Key key, Version token, TimedSession session, FencedLock lock, Instant until) {
        this.name = name;
        this.key = key;
        this.token = token;
        this.session = session;
        this.lock = lock;
        this.until = until;
    }

    String name() {
        return name;
    }

    Version token() {
        return token;
    }

    Guard guard() {
        return new Guard(key, token);
    }

    TimedSession session() {
        return session;
    }

    /** Whether the key is still the one of this hold. Asks the server. */
    boolean isCurrent() {
        return session.read(key).filter(found -> found.version().equals(token)).isPresent();
    }

    /** The object that represents the hold now; each extension replaces it. */
    FencedLock lock() {
        return lock;
    }

    void extended(FencedLock by, Instant newUntil) {
        lock = by;
        until = newUntil;
    }

    void end() {
        over = true;
    }

    /** Whether the lock was released, or has expired by the clock of the client. */
    boolean isOver() {
        return over || !ClockProvider.now().isBefore(until);
    }
}
