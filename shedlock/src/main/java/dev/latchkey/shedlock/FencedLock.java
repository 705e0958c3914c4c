package dev.latchkey.shedlock;

import dev.latchkey.client.clerk.Guard;
import dev.latchkey.core.Version;
import net.javacrumbs.shedlock.core.SimpleLock;

/**
 * A lock with a fencing token. A lock that is not extended in time expires while its job still runs, and a lock service cannot stop the
 * job; a check at the resource can. If the resource is a key of the same store, write it with the {@link #guard}; otherwise pass it the
 * {@link #token}, and let it refuse any token less than the greatest it has seen.
 */
public interface FencedLock extends SimpleLock {

    /** The name of the lock, as ShedLock knows it. */
    String name();

    /** The fencing token, which is greater than that of every earlier holder. It stays the same when the lock is extended. */
    Version token();

    /** The guard for writes to the store, which the server refuses once the lock has expired, or was released or broken. */
    Guard guard();
}
