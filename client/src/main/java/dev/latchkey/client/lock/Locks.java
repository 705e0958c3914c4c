package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.follow.KeyWakeups;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.lock.waiting.KeyWatch;
import dev.latchkey.client.lock.waiting.LockKind;
import dev.latchkey.client.session.ClientSessions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** The locks of one client. Applications call {@link dev.latchkey.client.Latchkey#lock} instead. Thread-safe. */
public final class Locks {

    private final ClientOfLocks client;
    private final HandleSession.Options options;
    private final OpenLocks open = new OpenLocks();

    /**
     * The futures of both Clerks may complete on any thread.
     *
     * @param reader the Clerk that looks at locks and breaks holds
     * @param clerk the Clerk that acquires and releases; its calls must be allowed while the client is closing
     * @param deadline the deadline of each operation of {@code clerk}
     * @param sessions the sessions of the client
     * @param loop the event loop on which the locks run
     * @param chance the source of ids and delays; must be strong enough that no two acquisitions draw the same id
     * @param wakeups reports changes of keys to those that wait for a lock or watch one
     * @param completion the executor on which the futures of {@link Lock#async} complete, and listeners are called
     * @param owner the text by which holders are described, unless {@link Lock#withOwner} sets another one
     */
    public Locks(
            AsyncClerk reader,
            AsyncClerk clerk,
            Duration deadline,
            ClientSessions sessions,
            Loop loop,
            RandomGenerator chance,
            KeyWakeups wakeups,
            Executor completion,
            String owner) {
        this.client = new ClientOfLocks(
                reader, clerk, deadline, sessions, open, loop, chance, completion, KeyWatch.Factory.following(wakeups));
        this.options = new HandleSession.Options(Lock.TTL_DEFAULT, owner, true, Duration.ZERO);
    }

    /**
     * Returns a handle to the lock {@code name}.
     *
     * @throws IllegalArgumentException if the name is empty or longer than {@value Lock#NAME_BYTES_MAX} bytes
     */
    public Lock lock(String name) {
        return lock(name, LockKind.LOCK);
    }

    /**
     * Returns handles to the reader/writer lock {@code name}.
     *
     * @throws IllegalArgumentException if the name is empty or longer than {@value Lock#NAME_QUEUED_BYTES_MAX} bytes
     */
    public ReadWriteLock readWriteLock(String name) {
        return new ReadWriteLock(lock(name, LockKind.READ), lock(name, LockKind.WRITE));
    }

    /** Returns a handle to the semaphore {@code name}. Throws like {@link #readWriteLock}, and if {@code permits} is not one of 1 to 1,000. */
    public Lock semaphore(String name, int permits) {
        return lock(name, LockKind.semaphore(permits));
    }

    /** Returns a handle to the leadership of the election {@code name}. Throws like {@link #readWriteLock}. */
    public Lock leadership(String name) {
        return lock(name, LockKind.ELECTION);
    }

    private Lock lock(String name, LockKind kind) {
        return new Lock(LockContext.of(name, kind, options, client));
    }

    /**
     * Refuses new acquisitions, abandons and undoes those in progress, and releases every lock that is held. The future
     * completes on the loop when nothing more is to be done, whatever the outcomes. Called on the loop.
     */
    public CompletableFuture<Void> close() {
        return open.close();
    }

    /**
     * Closes the sessions of all handles, with which the server frees what is still held. If the link is not ready, they are left to
     * expire. The future completes on the loop when the server has replied. Called on the loop.
     */
    public CompletableFuture<Void> closeSessions() {
        return client.sessions().isReady() ? open.closeSessions() : CompletableFuture.completedFuture(null);
    }

    /** Reports every lock that is still held as lost, because its session is no longer kept. Called on the loop. */
    public void end() {
        open.end();
    }
}
