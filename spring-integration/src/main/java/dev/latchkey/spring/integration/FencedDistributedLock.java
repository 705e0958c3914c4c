package dev.latchkey.spring.integration;

import dev.latchkey.client.clerk.Guard;
import dev.latchkey.core.Version;
import org.springframework.integration.support.locks.DistributedLock;

/**
 * A reentrant lock of this process and of all others. It belongs to the thread that has acquired it.
 *
 * <p>The client renews a lock that is held in the background, so it is lost only if the server receives nothing from this process for the
 * time to live. A thread that acquires a lock again which it holds asks the server: if the lock was lost, all its holds are dropped and
 * {@code CannotAcquireLockException} is thrown. So a gap in the ownership never goes unnoticed. {@code unlock} throws {@code
 * ConcurrentModificationException} if the lock was lost, and frees the lock for other threads of this process all the same.
 *
 * <p>A lock service cannot stop a paused holder from acting late. Give writes to the store the {@link #guard}, and pass other resources the
 * {@link #token}, which must refuse any token less than the greatest they have seen.
 */
public interface FencedDistributedLock extends DistributedLock {

    /**
     * The fencing token of the hold.
     *
     * @throws IllegalStateException if the current thread does not hold the lock
     */
    Version token();

    /**
     * The guard for writes to the store, which the server refuses once the lock is lost.
     *
     * @throws IllegalStateException if the current thread does not hold the lock
     */
    Guard guard();
}
