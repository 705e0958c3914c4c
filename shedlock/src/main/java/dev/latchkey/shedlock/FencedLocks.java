package dev.latchkey.shedlock;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The locks that the current thread has acquired and not released. ShedLock calls a job on the thread that has acquired its lock, so a
 * job finds its token here, although ShedLock does not pass it on. A lock that was extended, by whatever thread, is still found; one that
 * has expired, by the clock of this process, is not.
 */
public final class FencedLocks {

    private static final ThreadLocal<Deque<LockHold>> OF_THREAD = ThreadLocal.withInitial(ArrayDeque::new);

    private FencedLocks() {}

    /** The lock that the current thread has acquired last. */
    public static Optional<FencedLock> current() {
        return Optional.ofNullable(held().peek()).map(LockHold::lock);
    }

    /** The lock with this name, if the current thread has acquired it. */
    public static Optional<FencedLock> current(String name) {
        return held().stream()
                .filter(hold -> hold.name().equals(name))
                .findFirst()
                .map(LockHold::lock);
    }

    static void acquired(LockHold hold) {
        held().push(hold);
    }

    /** Those that have expired, or were released by another thread, are removed here. */
    private static Deque<LockHold> held() {
        Deque<LockHold> holds = OF_THREAD.get();
        holds.removeIf(LockHold::isOver);
        return holds;
    }
}
