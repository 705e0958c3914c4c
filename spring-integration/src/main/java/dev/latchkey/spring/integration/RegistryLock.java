package dev.latchkey.spring.integration;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Guard;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.client.lock.ReleaseOutcome;
import dev.latchkey.core.Version;
import dev.latchkey.seams.Time;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;

/** A lock of the registry: threads of this process compete for a local lock, and its owner for the lock of the store. */
final class RegistryLock implements FencedDistributedLock {

    private final Latchkey latchkey;
    private final String name;
    private final Duration ttl;
    private final Time time;
    private final Lock handle;
    private final ReentrantLock local = new ReentrantLock();

    /** The threads that hold the lock or try to acquire it. */
    private final AtomicInteger uses = new AtomicInteger();

    /** What the owner of the local lock holds; null if nothing. Written by the owner only. */
    private volatile @Nullable Held held;

    private volatile Duration heldFor;
    private volatile long usedNanos;

    RegistryLock(Latchkey latchkey, String name, Duration ttl, Time time) {
        this.latchkey = latchkey;
        this.name = name;
        this.ttl = ttl;
        this.time = time;
        handle = latchkey.lock(name).withTtl(ttl);
        heldFor = ttl;
        touch();
    }

    /** The lock was obtained from the registry. */
    void touch() {
        usedNanos = time.nanos();
    }

    long unusedNanos() {
        return time.nanos() - usedNanos;
    }

    /** Whether no thread holds the lock or tries to acquire it. */
    boolean isIdle() {
        return uses.get() == 0;
    }

    /** The token of the hold of any thread of this process, without asking the server. */
    Optional<Held> current() {
        return Optional.ofNullable(held).filter(Held::isHeld);
    }

    private interface Attempt {
        /** Acquires the lock of the store; empty if another client holds it. */
        Optional<Held> run() throws InterruptedException;
    }

    @Override
    public void lock() {
        lock(ttl);
    }

    @Override
    public void lock(Duration lifetime) {
        uses.incrementAndGet();
        local.lock();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    enter(() -> Optional.of(handle(lifetime).acquire()), lifetime);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true; // why not thrown: lock() cannot be interrupted
                    reenter();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** {@link #enter} has given up what it was entered with. */
    private void reenter() {
        uses.incrementAndGet();
        local.lock();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        uses.incrementAndGet();
        try {
            local.lockInterruptibly();
        } catch (InterruptedException e) {
            uses.decrementAndGet();
            throw e;
        }
        enter(() -> Optional.of(handle.acquire()), ttl);
    }

    @Override
    public boolean tryLock() {
        uses.incrementAndGet();
        if (!local.tryLock()) {
            uses.decrementAndGet();
            return false;
        }
        try {
            return enter(handle::tryAcquire, ttl);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public boolean tryLock(long wait, TimeUnit unit) throws InterruptedException {
        return tryLock(Duration.ofNanos(unit.toNanos(wait)), ttl);
    }

    @Override
    public boolean tryLock(Duration wait, Duration lifetime) throws InterruptedException {
        long began = time.nanos();
        uses.incrementAndGet();
        boolean isOwner = false;
        try {
            isOwner = local.tryLock(wait.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            if (!isOwner) {
                uses.decrementAndGet();
            }
        }
        return isOwner && enter(() -> handle(lifetime).tryAcquire(wait.minusNanos(time.nanos() - began)), lifetime);
    }

    private Lock handle(Duration lifetime) {
        return lifetime.equals(ttl) ? handle : latchkey.lock(name).withTtl(lifetime);
    }

    /**
     * Acquires the lock of the store, for a thread that has just acquired the local lock, or verifies that it is still held if the thread had
     * the local lock before. Gives the local lock back unless it returns true.
     *
     * @throws CannotAcquireLockException if it is not known who holds the lock, or if the thread has lost it
     */
    private boolean enter(Attempt attempt, Duration lifetime) throws InterruptedException {
        boolean entered = false;
        try {
            if (local.getHoldCount() > 1) {
                requireHeld();
                entered = true;
            } else {
                Optional<Held> acquired = attempt.run();
                held = acquired.orElse(null);
                heldFor = lifetime;
                entered = acquired.isPresent();
            }
            return entered;
        } catch (LatchkeyException e) {
            throw new CannotAcquireLockException("could not acquire the lock '" + name + "': " + e.getMessage(), e);
        } finally {
            if (!entered && local.isHeldByCurrentThread()) {
                leave();
            }
        }
    }

    private void leave() {
        local.unlock();
        uses.decrementAndGet();
    }

    /**
     * Asks the server whether this thread still holds the lock. If it does not, all its holds are dropped, so that no later unlock is
     * missing, and the loss is thrown. Acquiring the lock again in silence would hide that another client may have held it meanwhile.
     */
    private void requireHeld() throws InterruptedException {
        Held mine = held;
        if (mine != null
                && mine.isHeld()
                && handle.holder().filter(mine.token()::equals).isPresent()) {
            return;
        }
        dropAll(mine);
        throw new CannotAcquireLockException("the lock '" + name + "' was lost"
                + (mine == null ? "" : ", which this thread held with token " + mine.token()));
    }

    private void dropAll(@Nullable Held mine) {
        held = null;
        if (mine != null) {
            mine.releaseAsync(); // why: the key may exist, if the holder has given up before the server
        }
        while (local.isHeldByCurrentThread()) {
            leave();
        }
    }

    /** Verifies, for a renewal, that the current thread holds the lock. The client renews it in the background. */
    void renew(Duration lifetime) {
        requireOwner();
        if (!lifetime.equals(heldFor)) {
            throw new UnsupportedOperationException("the lock '" + name + "' was acquired with a time to live of "
                    + heldFor + ", which cannot be changed to " + lifetime + " while it is held");
        }
        try {
            requireHeld();
        } catch (LatchkeyException e) {
            throw new IllegalStateException("could not renew the lock '" + name + "': " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("could not renew the lock '" + name + "': interrupted", e);
        }
    }

    Duration heldFor() {
        return heldFor;
    }

    private Held requireOwner() {
        Held mine = held;
        if (!local.isHeldByCurrentThread() || mine == null) {
            throw new IllegalStateException("the current thread does not hold the lock '" + name + "'");
        }
        return mine;
    }

    /** Blocks until the server has freed the lock, so that another client can acquire it when this method returns. */
    @Override
    public void unlock() {
        Held mine = requireOwner();
        if (local.getHoldCount() > 1) {
            leave();
            return;
        }
        held = null;
        try {
            ReleaseOutcome outcome = mine.release();
            if (outcome == ReleaseOutcome.NOT_HELD) {
                throw new ConcurrentModificationException("the lock '" + name
                        + "' was lost before it was released; what it protects may have been changed");
            }
            if (outcome == ReleaseOutcome.MAYBE) {
                throw new IllegalStateException(
                        "it is not known whether the lock '" + name + "' was released; otherwise it expires");
            }
        } catch (LatchkeyException e) {
            throw new IllegalStateException("could not release the lock '" + name + "': " + e.getMessage(), e);
        } finally {
            mine.close();
            leave();
        }
    }

    @Override
    public Version token() {
        return requireOwner().token();
    }

    @Override
    public Guard guard() {
        return requireOwner().guard();
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("a distributed lock has no conditions");
    }

    @Override
    public String toString() {
        return "RegistryLock[" + name + "]";
    }
}
