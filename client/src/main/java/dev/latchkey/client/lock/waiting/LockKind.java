package dev.latchkey.client.lock.waiting;

import org.jspecify.annotations.Nullable;

/**
 * What kind of lock a handle acquires.
 *
 * @param keyPrefix the key of the lock begins with this; empty if the lock consists of tickets only, and a granted ticket is the hold
 * @param queue the first part of the keys of tickets; null if the lock has no queue
 * @param mode the mode of the tickets
 */
public record LockKind(String keyPrefix, @Nullable String queue, TicketMode mode) {

    /** A lock whose waiting clients are not served in order. */
    public static final LockKind LOCK = new LockKind("lock/", null, TicketMode.exclusive());

    /** The same lock, with a queue. */
    public static final LockKind FAIR = new LockKind(LOCK.keyPrefix, "lock-queue", TicketMode.exclusive());

    /** The leadership of an election, with a queue. */
    public static final LockKind ELECTION = new LockKind("election/", "election-queue", TicketMode.exclusive());

    /** A reader of a reader/writer lock. */
    public static final LockKind READ = new LockKind("", "read-write-lock", TicketMode.read());

    /** A writer of a reader/writer lock. */
    public static final LockKind WRITE = new LockKind("", "read-write-lock", TicketMode.write());

    /**
     * A semaphore.
     *
     * @throws IllegalArgumentException if the number of permits is out of bounds
     */
    public static LockKind semaphore(int permits) {
        return new LockKind("", "semaphore", TicketMode.ofPermits(permits));
    }

    /** Whether it is acquired through a queue. */
    public boolean hasQueue() {
        return queue != null;
    }

    /** Whether a granted ticket is the hold. */
    public boolean isHeldByTicket() {
        return keyPrefix.isEmpty();
    }

    /** Whether several clients can hold the lock at the same time. */
    public boolean isShared() {
        return isHeldByTicket() && !mode.equals(TicketMode.write());
    }

    /** The keys of the tickets of the lock {@code name}; the lock must have a queue. */
    public TicketKeys tickets(String name) {
        if (queue == null) {
            throw new IllegalStateException("the lock has no queue");
        }
        return new TicketKeys(queue, name);
    }
}
