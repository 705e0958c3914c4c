package dev.latchkey.client.lock;

/**
 * A distributed reader/writer lock: many readers hold it at the same time, or one writer. Readers and writers wait in one queue and are
 * served in its order, so a reader that comes after a waiting writer waits for that writer, and neither side starves.
 *
 * <p>Each client that holds the lock or waits for it has a ticket, a key {@code read-write-lock/<name>/<id>} that its session owns. A
 * ticket is granted when no ticket before it excludes it; the hold is the ticket, and lasts until it is deleted. The tickets are ordered by
 * the revision of the store that created them. That revision is the <em>fencing token</em> of the hold: it is greater than those of all
 * holders before it that exclude it, so a resource that refuses tokens less than the greatest it has seen from a writer is safe. {@link
 * Held#guard} names the ticket.
 *
 * <p>Everything else is as described at {@link Lock}. {@link Lock#status} returns the oldest holder, {@link Lock#holders} all of them, and
 * {@link Lock#breakHold} breaks the hold with a token, whichever side it is of. Thread-safe.
 */
public final class ReadWriteLock {

    private final Lock read;
    private final Lock write;

    ReadWriteLock(Lock read, Lock write) {
        this.read = read;
        this.write = write;
    }

    /** Returns a handle to the readers' side. */
    public Lock read() {
        return read;
    }

    /** Returns a handle to the writers' side. */
    public Lock write() {
        return write;
    }
}
