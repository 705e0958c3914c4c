package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.completion.FutureResult;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.lock.holder.LockHolder;
import dev.latchkey.client.lock.holder.LockWaiter;
import dev.latchkey.client.lock.holder.OwnerText;
import dev.latchkey.client.lock.waiting.AcquireTimeout;
import dev.latchkey.client.lock.waiting.Attempt;
import dev.latchkey.client.lock.waiting.TicketKeys;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.Key;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A distributed lock, stored in the key {@code lock/<name>}. The lock is free while the key is absent or empty, and held while
 * the key contains the id of an acquisition. The version of the key is the <em>fencing token</em>: each holder has a greater
 * token than every earlier holder.
 *
 * <p><b>A lock service cannot stop a paused holder.</b> A holder that was suspended (by garbage collection, its machine or a debugger)
 * may act late, after other clients have acquired the lock, whatever it has checked before. What stops it is a check at the resource:
 *
 * <ul>
 *   <li>If the resource is a key of this store, give each write the guard of the hold, {@link Held#guard}. The server refuses a write
 *       whose guard does not hold, in the same step in which it would execute it.
 *   <li>Pass the {@linkplain Held#token token} to any other resource, and let it refuse any token less than the greatest it has seen.
 * </ul>
 *
 * <p><b>The key belongs to a session.</b> Each handle has one session of its own, which it opens at its first use, keeps while it
 * acquires or holds the lock, and closes 5 s after its last use. If the holder dies or cannot reach the server, the session expires after
 * its {@linkplain #withTtl time to live}, 10 s by default, and the server frees the lock. The holder notices that before the server does:
 * {@link Held#isHeld} is false and {@link Held#onLost} is called after 90 % of the time to live without an answered KEEP. An operator
 * can free the lock earlier with {@code latchkey lock --break NAME}, or a program with {@link #breakHold}. A lock that is released or
 * whose session ends leaves no key behind.
 *
 * <p><b>Tokens start over in a different store</b>, such as that of an in-memory server that was restarted. All locks are lost then. A
 * token read before the restart may be the token of a new holder, whose hold {@link #breakHold} would break; and a resource that
 * remembers a greater token rejects the new holders until it is reset.
 *
 * <p><b>The lock is not fair.</b> Waiting clients follow the key of the lock and compete when it changes: each
 * begins within a millisecond of the event. Those that have waited longest begin first, so that none starves, but the order is not exact.
 * If the key cannot be followed, waiting clients poll at random intervals of at most 250 ms. If you need first come, first served, use
 * {@link #fair}.
 *
 * <p>The lock is not reentrant, and is owned by the {@link Held} object rather than by a thread. It deliberately does not
 * implement {@code java.util.concurrent.locks.Lock}, whose {@code unlock} cannot report that the lock was lost. Thread-safe.
 *
 * <p>Based on M. Burrows, The Chubby lock service, OSDI 2006 (sequencers), and on the lock of MIT 6.5840's kvsrv lab (a unique
 * id per acquisition, by which a client recognises its own write when the outcome is unknown).
 */
public final class Lock {

    /** The maximum length of a lock's name, in bytes of UTF-8. */
    public static final int NAME_BYTES_MAX = Key.LENGTH_MAX - 5;

    /** The time to live of the session of a lock, unless {@link #withTtl} sets another one. */
    public static final Duration TTL_DEFAULT = Duration.ofSeconds(10);

    /** The maximum length of the name of a lock that has a queue, in bytes of UTF-8. */
    public static final int NAME_QUEUED_BYTES_MAX = TicketKeys.NAME_BYTES_MAX;

    /** A little more than an acquisition takes to undo its effects. */
    private static final Duration UNDO_WAIT_MAX = Acquisition.UNDO_MAX.plusMillis(500);

    private final LockContext terms;
    private final AsyncLock async;

    Lock(LockContext terms) {
        this.terms = terms;
        this.async = new AsyncLock(terms);
    }

    /**
     * Returns another handle to this lock, whose session has a different time to live. The server frees the lock this long after the
     * holder has died or lost its connection. Clients that act on a lock for longer without an answered KEEP lose it.
     *
     * @param ttl 1 ms to 24 h. A KEEP is sent after each third of it, so less than a second costs many requests and tolerates no pause
     * @throws IllegalArgumentException if {@code ttl} is out of bounds
     */
    public Lock withTtl(Duration ttl) {
        return new Lock(terms.with(terms.options().withTtl(ttl)));
    }

    /**
     * Returns another handle to this lock, whose holder describes itself as {@code owner} instead of by user, host, process id and
     * program. The text is information for people.
     *
     * @throws IllegalArgumentException if {@code owner} is longer than {@value OwnerText#BYTES_MAX} bytes of UTF-8, or contains a
     *     control character
     */
    public Lock withOwner(String owner) {
        return new Lock(terms.with(terms.options().withOwner(owner)));
    }

    /**
     * Returns another handle to this lock, which acquires it without a session: the lock of the kvsrv lab, built from put and get only.
     * It stays held until it is released or broken, even if its holder dies; a release writes an empty value and leaves the key, because
     * a delayed retry of a create could otherwise take the lock for a client that no longer exists. For the same reason, do not acquire
     * one lock both with and without sessions at the same time.
     *
     * @throws IllegalStateException if the handle is fair, has a minimum time, or is not one of {@code Latchkey.lock}
     */
    public Lock withoutSession() {
        if (terms.kind().hasQueue() || !terms.options().heldAtLeast().isZero()) {
            throw new IllegalStateException("a queue and a minimum time need a session");
        }
        return new Lock(terms.with(terms.options().withoutSession()));
    }

    /**
     * Returns another handle to this lock, which acquires it in the order in which clients began to wait. Each waiting client puts a
     * ticket into a queue, a key {@code lock-queue/<name>/<id>} that its session owns; the tickets are ordered by the revision of the
     * store that created them. A client watches only the ticket before its own, so a release wakes one client. A client that dies leaves
     * the queue when its session expires. A client whose session is lost, or whose ticket is deleted, while it waits takes another
     * ticket at the end of the queue.
     *
     * <p>The lock itself is the same: the key, the tokens, {@link #status} and {@link #breakHold}. Handles that are not fair may be used
     * at the same time, which is safe, but they do not queue and may overtake the client at the head of it.
     *
     * <p>Acquiring through the queue takes more requests: at least five round trips instead of two.
     *
     * @throws IllegalArgumentException if the name is longer than {@value #NAME_QUEUED_BYTES_MAX} bytes
     * @throws IllegalStateException if the handle has no session
     */
    public Lock fair() {
        requireSession();
        return new Lock(terms.withQueue());
    }

    /**
     * Returns another handle to this lock, which stays held for {@code time} at least, however early it is released: for work that must
     * not begin more often than that, such as a job that several machines start at about the same time. A release before that time lets
     * the session of the lock expire when it has passed, instead of deleting the key. {@link Held#isHeld} is false from the release on,
     * and the next acquisition of the handle opens another session. A holder that dies frees the lock after the time to live of its
     * session, as usual.
     *
     * @param time 1 ms to 24 h, counted from the acquisition
     * @throws IllegalArgumentException if {@code time} is out of bounds
     * @throws IllegalStateException if the handle has no session, or if several clients can hold the lock at the same time
     */
    public Lock withHeldAtLeast(Duration time) {
        requireSession();
        if (terms.kind().isShared()) {
            throw new IllegalStateException("a lock with several holders has no minimum time");
        }
        return new Lock(terms.with(terms.options().withHeldAtLeast(ClientConfig.requireSessionTtl(time))));
    }

    private void requireSession() {
        if (!terms.options().inSession()) {
            throw new IllegalStateException("the lock has no session: use a handle without withoutSession()");
        }
    }

    /** Returns the asynchronous form of this lock. */
    public AsyncLock async() {
        return async;
    }

    /** Returns the name of the lock, without the prefix of its key. */
    public String name() {
        return terms.name();
    }

    /**
     * Acquires the lock, waiting as long as another client holds it.
     *
     * @throws InterruptedException if the thread is interrupted. Before it is thrown, the client undoes what may have been
     *     acquired by then, which takes at most about 5 s, even if the thread is interrupted again; if the server cannot be
     *     reached in that time, the lock may stay held
     * @throws LatchkeyException if the server cannot be reached within the Clerk's deadline, or refuses the request
     */
    @CheckReturnValue
    public Held acquire() throws InterruptedException {
        return await(AcquireTimeout.FOR_EVER)
                .orElseThrow(() -> new IllegalStateException("the lock was neither acquired nor given up"));
    }

    /** Acquires the lock if it is free; empty if another client holds it. Throws like {@link #acquire}. */
    @CheckReturnValue
    public Optional<Held> tryAcquire() throws InterruptedException {
        return await(AcquireTimeout.NONE);
    }

    /**
     * Acquires the lock, waiting up to {@code timeout}; empty if another client held it until then. Throws like {@link
     * #acquire}.
     *
     * @param timeout how long to wait; 0 or less does not wait, and more than 365 days counts as 365 days
     */
    @CheckReturnValue
    public Optional<Held> tryAcquire(Duration timeout) throws InterruptedException {
        return await(AcquireTimeout.of(timeout));
    }

    /**
     * Reads the fencing token of the current holder; empty if the lock is free. Throws like {@link
     * dev.latchkey.client.clerk.Clerk#get}.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public Optional<Version> holder() throws InterruptedException {
        return status().map(LockHolder::token);
    }

    /**
     * Reads who holds the lock; empty if it is free. Throws like {@link #holder}.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public Optional<LockHolder> status() throws InterruptedException {
        return holders().stream().findFirst();
    }

    /**
     * Reads who holds the lock: several clients if it is a semaphore or the readers' side of a reader/writer lock, oldest first. Throws like
     * {@link #holder}.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public List<LockHolder> holders() throws InterruptedException {
        CompletableFuture<List<LockHolder>> read = async.queryHolders();
        return await(read, () -> read.cancel(false));
    }

    /**
     * Reads who waits in the queue of the lock, in the order in which the lock will be granted. Clients that wait through handles that
     * are not {@linkplain #fair fair} leave no trace. Throws like {@link #holder}.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public List<LockWaiter> waiters() throws InterruptedException {
        CompletableFuture<List<LockWaiter>> read = async.queryWaiters();
        return await(read, () -> read.cancel(false));
    }

    /**
     * Frees the lock if it is still held with {@code token}, regardless of who holds it: for operators. The holder notices that it has
     * lost the lock within a second, and its guarded writes are refused immediately. Returns {@link PutOutcome.ErrVersion} if the lock is held with another token, {@link PutOutcome.ErrNoKey} if it
     * is not held. The token must come from the store that the server has now; in a different store it may be a new holder's.
     *
     * @throws LatchkeyException if the hold was definitely not broken
     * @throws InterruptedException if the thread is interrupted; the hold may or may not have been broken
     */
    @CheckReturnValue
    public PutOutcome breakHold(Version token) throws InterruptedException {
        HoldBreak broken = async.beginBreak(token);
        return await(broken.result(), broken::abandon);
    }

    private <T> T await(CompletableFuture<T> result, Runnable whenInterrupted) throws InterruptedException {
        try {
            return terms.clerk().await(result);
        } catch (InterruptedException e) {
            whenInterrupted.run();
            throw e;
        }
    }

    private Optional<Held> await(AcquireTimeout patience) throws InterruptedException {
        Attempt<Held> acquisition = async.begin(patience);
        try {
            return terms.clerk().await(acquisition.result());
        } catch (InterruptedException e) {
            acquisition.giveUp();
            awaitUndone(acquisition);
            throw e;
        }
    }

    /** Waits until an abandoned acquisition has been undone, which takes a bounded time, even if interrupted again. */
    private static void awaitUndone(Attempt<Held> acquisition) {
        CompletableFuture<Optional<Held>> result = acquisition.result();
        boolean ended = FutureResult.awaitUninterruptibly(result, UNDO_WAIT_MAX);
        // why a failure is not reported: the caller gets the InterruptedException
        if (ended && !result.isCompletedExceptionally()) {
            result.join().ifPresent(Held::close);
        }
    }
}
