package dev.latchkey.spring.integration;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Guard;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.core.Version;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.seams.Time;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.integration.support.locks.ExpirableLockRegistry;
import org.springframework.integration.support.locks.RenewableLockRegistry;

/**
 * A lock registry in a Latchkey store. The lock for a key is the Latchkey lock with the prefix of the registry and the text of the key as
 * its name, so {@code latchkey lock --status spring/KEY} shows its holder. The same key gives the same lock object as long as a thread
 * holds it or waits for it.
 *
 * <p>The client renews locks that are held in the background, so {@link #setRenewalTaskScheduler} has no effect, and {@link #renewLock}
 * verifies the lock with the server. It suits {@code LockRegistryLeaderInitiator}, which notices a lost leadership at its next heartbeat.
 *
 * <p>Thread-safe. Closing the {@link Latchkey} is up to the caller.
 */
public final class LatchkeyLockRegistry
        implements ExpirableLockRegistry<FencedDistributedLock>, RenewableLockRegistry<FencedDistributedLock> {

    /** The default prefix of the names of locks. */
    public static final String PREFIX_DEFAULT = "spring/";

    /** The maximum number of locks that are kept although no thread uses them. */
    private static final int UNUSED_MAX = 10_000;

    private final Latchkey latchkey;
    private final String prefix;
    private final Duration ttl;
    private final Time time;
    private final ReentrantLock changing = new ReentrantLock();

    /** The locks, least recently obtained first. */
    private final Map<String, RegistryLock> locks = new LinkedHashMap<>(16, 0.75f, true);

    /** A registry with the default prefix, and with the time to live {@link Lock#TTL_DEFAULT}. */
    public LatchkeyLockRegistry(Latchkey latchkey) {
        this(latchkey, PREFIX_DEFAULT, Lock.TTL_DEFAULT);
    }

    /**
     * A registry with another prefix and time to live.
     *
     * @param prefix may be empty; then locks are shared with all clients of Latchkey that use the same names
     * @param ttl how long a lock stays held after its process has died, 1 ms to 24 h
     */
    public LatchkeyLockRegistry(Latchkey latchkey, String prefix, Duration ttl) {
        this(latchkey, prefix, ttl, SystemTime.INSTANCE);
    }

    LatchkeyLockRegistry(Latchkey latchkey, String prefix, Duration ttl, Time time) {
        this.latchkey = latchkey;
        this.prefix = prefix;
        this.ttl = ttl;
        this.time = time;
    }

    @Override
    public FencedDistributedLock obtain(Object lockKey) {
        return lock(lockKey);
    }

    private RegistryLock lock(Object lockKey) {
        String name = prefix + lockKey;
        changing.lock();
        try {
            RegistryLock lock = locks.computeIfAbsent(name, absent -> new RegistryLock(latchkey, absent, ttl, time));
            lock.touch();
            if (locks.size() > UNUSED_MAX) {
                removeOldest(lock);
            }
            return lock;
        } finally {
            changing.unlock();
        }
    }

    /** Removes one lock that no thread uses. If all are used, none is removed. */
    private void removeOldest(RegistryLock except) {
        for (Iterator<RegistryLock> each = locks.values().iterator(); each.hasNext(); ) {
            RegistryLock oldest = each.next();
            if (oldest != except && oldest.isIdle()) {
                each.remove();
                return;
            }
        }
    }

    /** Removes the locks that were not obtained for {@code age} milliseconds, and that no thread holds or waits for. */
    @Override
    public void expireUnusedOlderThan(long age) {
        changing.lock();
        try {
            locks.values().removeIf(lock -> lock.isIdle() && lock.unusedNanos() > TimeUnit.MILLISECONDS.toNanos(age));
        } finally {
            changing.unlock();
        }
    }

    /** The number of locks that are kept. */
    int size() {
        changing.lock();
        try {
            return locks.size();
        } finally {
            changing.unlock();
        }
    }

    /**
     * Asks the server whether the current thread still holds the lock, which the client renews in the background.
     *
     * @throws IllegalStateException if the current thread does not hold the lock, or if the server cannot be asked
     * @throws org.springframework.dao.CannotAcquireLockException if the lock was lost
     */
    @Override
    public void renewLock(Object lockKey) {
        RegistryLock lock = lock(lockKey);
        lock.renew(lock.heldFor());
    }

    /**
     * {@link #renewLock(Object)}, for the time to live with which the lock was acquired.
     *
     * @throws UnsupportedOperationException for another time to live, which can only be given when the lock is acquired
     */
    @Override
    public void renewLock(Object lockKey, Duration lifetime) {
        lock(lockKey).renew(lifetime);
    }

    /**
     * The fencing token of a lock that any thread of this process holds through this registry. For work that does not run on the thread
     * that holds the lock, such as that of a leader.
     */
    public Optional<Version> token(Object lockKey) {
        return lock(lockKey).current().map(Held::token);
    }

    /** The guard of a lock that any thread of this process holds through this registry; see {@link #token}. */
    public Optional<Guard> guard(Object lockKey) {
        return lock(lockKey).current().map(Held::guard);
    }
}
