package dev.latchkey.shedlock;

import dev.latchkey.client.clerk.Guard;
import dev.latchkey.core.Key;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.Optional;
import net.javacrumbs.shedlock.core.AbstractSimpleLock;
import net.javacrumbs.shedlock.core.ClockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;

/** A lock that was acquired, until it is released or extended. */
final class FencedSimpleLock extends AbstractSimpleLock implements FencedLock {

    private final LockHold hold;

    /** A lock that was just acquired, by the current thread. */
    static FencedSimpleLock acquired(LockConfiguration configuration, Key key, Version token, TimedSession session) {
        return new FencedSimpleLock(configuration, key, token, session);
    }

    private FencedSimpleLock(LockConfiguration configuration, Key key, Version token, TimedSession session) {
        super(configuration);
        hold = new LockHold(configuration.getName(), key, token, session, this, configuration.getLockAtMostUntil());
        FencedLocks.acquired(hold);
    }

    private FencedSimpleLock(LockConfiguration configuration, LockHold hold) {
        super(configuration);
        this.hold = hold;
        hold.extended(this, configuration.getLockAtMostUntil());
    }

    @Override
    public String name() {
        return hold.name();
    }

    @Override
    public Version token() {
        return hold.token();
    }

    @Override
    public Guard guard() {
        return hold.guard();
    }

    /** Before the minimum time has passed, the session is left to expire with it; nothing more is needed from this process then. */
    @Override
    protected void doUnlock() {
        Duration left = Duration.between(ClockProvider.now(), lockConfiguration.getLockAtLeastUntil());
        Duration most = lockConfiguration.getLockAtLeastFor(); // why: the clock may have been set back
        Duration rest = left.compareTo(most) < 0 ? left : most;
        if (rest.toMillis() > 0) {
            hold.session().keep(rest);
        } else {
            hold.session().close();
        }
        hold.end();
    }

    @Override
    protected Optional<SimpleLock> doExtend(LockConfiguration extended) {
        boolean isHeld = hold.session().keep(extended.getLockAtMostFor()) && hold.isCurrent();
        if (!isHeld) {
            hold.end();
            return Optional.empty();
        }
        return Optional.of(new FencedSimpleLock(extended, hold));
    }

    @Override
    public String toString() {
        return "FencedSimpleLock[" + hold.name() + ", token " + hold.token() + "]";
    }
}
