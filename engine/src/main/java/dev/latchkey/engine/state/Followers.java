package dev.latchkey.engine.state;

import dev.latchkey.engine.Follower;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The followers of an engine. For each thread with followers at most one notification is pending, so that a writer spends little time
 * on them and nothing accumulates for a follower that is slow. For any thread.
 */
public final class Followers {

    /** Not a revision: the next call of {@link #applied} notifies in any case. */
    private static final long NOT_NOTIFIED = -1;

    private final LongSupplier revision;
    private final Map<Executor, Home> homes = new ConcurrentHashMap<>();

    /** The revision of the last notification. */
    private final AtomicLong notified = new AtomicLong(NOT_NOTIFIED);

    /** @param revision the revision that the store has reached */
    public Followers(LongSupplier revision) {
        this.revision = revision;
    }

    /** Adds a follower, which is notified of what is applied from now on; it then reads what was applied before. */
    public void add(Follower follower) {
        homes.compute(follower.home(), (executor, present) -> {
            Home home = present == null ? new Home(executor) : present;
            home.followers.add(follower);
            return home;
        });
        notified.set(NOT_NOTIFIED);
    }

    /** Removes a follower, which is not notified again. Call this on its thread. */
    public void remove(Follower follower) {
        homes.computeIfPresent(follower.home(), (executor, home) -> {
            home.followers.remove(follower);
            return home.followers.isEmpty() ? null : home;
        });
    }

    /** Commands have been applied. Notifies the followers if one of them has changed the revision. The caller holds no lock. */
    public void applied() {
        if (homes.isEmpty()) {
            return;
        }
        long now = revision.getAsLong();
        if (notified.getAndSet(now) != now) {
            homes.values().forEach(Home::schedule);
        }
    }

    /** The followers of one thread. */
    private static final class Home implements Runnable {

        private final Executor executor;

        /** In the order in which they were added, so that a simulation notifies them in the same order each time. */
        private final Set<Follower> followers = Collections.synchronizedSet(new LinkedHashSet<>());

        private final AtomicBoolean pending = new AtomicBoolean();

        Home(Executor executor) {
            this.executor = executor;
        }

        void schedule() {
            if (!pending.compareAndSet(false, true)) {
                return;
            }
            try {
                executor.execute(this);
            } catch (RejectedExecutionException e) {
                // The thread has ended, and its connections with it; pending stays true, so this is not tried again.
                return;
            }
        }

        /** Why pending is reset first: a follower reads everything that was applied before its notification. */
        @Override
        public void run() {
            pending.set(false);
            for (Follower follower : followers.toArray(new Follower[0])) {
                if (followers.contains(follower)) { // why: an earlier one may have removed it
                    follower.advanced();
                }
            }
        }
    }
}
