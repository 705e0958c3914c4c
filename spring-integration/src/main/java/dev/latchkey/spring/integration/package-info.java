/**
 * Spring Integration: a lock registry whose locks have fencing tokens, and a leader initiator.
 *
 * <pre>{@code
 * LatchkeyLockRegistry registry = new LatchkeyLockRegistry(latchkey);
 * FencedDistributedLock lock = registry.obtain("invoices");
 * lock.lock();
 * try {
 *     clerk.put("invoices/sent", "yes", Version.NONE, lock.guard()).orThrow(); // refused if the lock was lost
 * } finally {
 *     lock.unlock();
 * }
 * }</pre>
 */
@NullMarked
package dev.latchkey.spring.integration;

import org.jspecify.annotations.NullMarked;
