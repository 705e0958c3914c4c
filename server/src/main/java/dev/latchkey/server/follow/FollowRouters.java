package dev.latchkey.server.follow;

import dev.latchkey.core.HistoryRead;
import dev.latchkey.engine.Engine;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The subscriptions of all connections of a server, with one router for each thread that has any, and a limit on the memory that follows
 * take. For any thread.
 */
public final class FollowRouters {

    private final Engine engine;
    private final long bytesMax;
    private final Map<Executor, FollowRouter> routers = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    /** @param bytesMax the limit of the memory that {@link #reserve} grants */
    public FollowRouters(Engine engine, long bytesMax) {
        this.engine = engine;
        this.bytesMax = bytesMax;
    }

    /**
     * Subscribes to the events of a prefix. The caller reads what exists already; call this on its thread.
     *
     * @param home the thread, the same object for all its subscriptions
     * @param from the first read
     * @param wake is called on the thread when there are events again after all of them had been read
     */
    public Subscription subscribe(Executor home, HistoryRead.Changes from, Runnable wake) {
        return routers.computeIfAbsent(home, this::newRouter).add(from, wake);
    }

    private FollowRouter newRouter(Executor home) {
        return new FollowRouter(engine, home, () -> routers.remove(home));
    }

    /** Reserves memory for a follow; false if the limit is reached. */
    public boolean reserve(long more) {
        if (bytes.addAndGet(more) <= bytesMax) {
            return true;
        }
        release(more);
        return false;
    }

    /** Returns memory that was reserved. */
    public void release(long less) {
        bytes.addAndGet(-less);
    }
}
